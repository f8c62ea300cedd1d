import { type Machine, under } from './machine.js';

/** How a client starts a server that it talks to over stdin and stdout. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** A program that agents run in, and the file of a user's that names its servers. */
export interface ClientRow {
  /** As `--clients` names it. */
  readonly id: string;
  readonly name: string;
  readonly format: 'jsonc' | 'toml';
  /**
   * Its files, each a list of spellings in one folder of which it reads the one that is there; the first where none is. A
   * client that is installed in two ways has two.
   */
  files(at: Machine): readonly (readonly [string, ...string[]])[];
  /** Folders or files that are there only where it is installed, beside the folders of its files. */
  signs?(at: Machine): readonly string[];
  /** Where the servers stand in its document. */
  readonly keys: readonly [string, ...string[]];
  /** The same where they stand elsewhere in documents that already have them there. */
  readonly otherKeys?: readonly [string, ...string[]];
  entry(server: ServerCommand): Readonly<Record<string, unknown>>;
  /** What makes it read the file anew, as a sentence. */
  readonly after: string;
}

const plainEntry = ({ command, args }: ServerCommand) => ({ command, args: [...args] });
const stdioEntry = (server: ServerCommand) => ({ type: 'stdio', ...plainEntry(server) });

/** The file of an editor of the family of VS Code. */
const editor = (folder: string) => (at: Machine) =>
  [[under(at.settings, folder, 'User', 'mcp.json')]] as const;

const CLAUDE_DESKTOP = 'claude_desktop_config.json';

/** Every client whose file can be changed. What is said of each was taken from its own documentation. */
export const CLIENTS: readonly ClientRow[] = [
  {
    id: 'claude-desktop',
    name: 'Claude Desktop',
    format: 'jsonc',
    files: (at) => [
      [under(at.settings, 'Claude', CLAUDE_DESKTOP)],
      // The packages of the Windows store have folders of their own.
      ...at
        .foldersIn(at.local, 'Packages', /^Claude_/)
        .map((folder) => [under(folder, 'LocalCache', 'Roaming', 'Claude', CLAUDE_DESKTOP)] as const),
      ...at
        .foldersIn(at.local, 'Claude-Data', /^claude(_|$)/i)
        .map((folder) => [under(folder, CLAUDE_DESKTOP)] as const),
    ],
    keys: ['mcpServers'],
    entry: plainEntry,
    after: 'Quit Claude Desktop (closing its window is not enough) and start it again.',
  },
  {
    id: 'claude-code',
    name: 'Claude Code',
    format: 'jsonc',
    files: (at) => [[under(at.env.CLAUDE_CONFIG_DIR || at.home, '.claude.json')]],
    signs: (at) => [under(at.home, '.claude.json'), under(at.home, '.claude')],
    keys: ['mcpServers'],
    entry: stdioEntry,
    after: 'Start a new session of Claude Code; /mcp lists it.',
  },
  {
    id: 'cursor',
    name: 'Cursor',
    format: 'jsonc',
    files: (at) => [[under(at.home, '.cursor', 'mcp.json')]],
    keys: ['mcpServers'],
    entry: plainEntry,
    after: 'Restart Cursor, and switch the server on in its settings under MCP if it is off.',
  },
  {
    id: 'vscode',
    name: 'VS Code',
    format: 'jsonc',
    files: editor('Code'),
    keys: ['servers'],
    entry: stdioEntry,
    after: 'In VS Code, run "MCP: List Servers" and start it there.',
  },
  {
    id: 'vscode-insiders',
    name: 'VS Code Insiders',
    format: 'jsonc',
    files: editor('Code - Insiders'),
    keys: ['servers'],
    entry: stdioEntry,
    after: 'In VS Code Insiders, run "MCP: List Servers" and start it there.',
  },
  {
    id: 'windsurf',
    name: 'Windsurf',
    format: 'jsonc',
    files: (at) => [[under(at.home, '.codeium', 'windsurf', 'mcp_config.json')]],
    keys: ['mcpServers'],
    entry: plainEntry,
    after: 'Press Refresh in the MCP panel of Windsurf.',
  },
  {
    id: 'zed',
    name: 'Zed',
    format: 'jsonc',
    files: (at) => [
      [
        at.platform === 'win32'
          ? under(at.settings, 'Zed', 'settings.json')
          : under(
              at.platform === 'darwin' ? under(at.home, '.config') : at.dotConfig,
              'zed',
              'settings.json',
            ),
      ],
    ],
    keys: ['context_servers'],
    entry: (server) => ({ ...plainEntry(server), env: {} }),
    after: 'Zed takes it at once; its Agent Panel lists it.',
  },
  {
    id: 'codex',
    name: 'Codex',
    format: 'toml',
    files: (at) => [[under(at.env.CODEX_HOME || under(at.home, '.codex'), 'config.toml')]],
    keys: ['mcp_servers'],
    entry: plainEntry,
    after: 'Start a new session of Codex; /mcp lists it.',
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    format: 'jsonc',
    files: (at) => [[under(at.env.GEMINI_CLI_HOME || at.home, '.gemini', 'settings.json')]],
    keys: ['mcpServers'],
    entry: plainEntry,
    after: 'Start Gemini CLI again; /mcp lists it.',
  },
  {
    id: 'opencode',
    name: 'opencode',
    format: 'jsonc',
    files: (at) => [
      [under(at.dotConfig, 'opencode', 'opencode.json'), under(at.dotConfig, 'opencode', 'opencode.jsonc')],
    ],
    signs: (at) => [under(at.env.XDG_DATA_HOME || under(at.home, '.local', 'share'), 'opencode')],
    keys: ['mcp'],
    otherKeys: ['mcp', 'servers'],
    entry: ({ command, args }) => ({ type: 'local', command: [command, ...args], enabled: true }),
    after: 'Start opencode again; /mcps lists it.',
  },
];
