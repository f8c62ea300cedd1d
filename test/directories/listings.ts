import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allTools } from '../../src/app.js';
import { SETTINGS } from '../../src/config/index.js';
import { CLIENTS } from '../../src/setup/clients/table.js';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const documentOf = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

const { name, version, mcpName, license, keywords, engines, homepage, repository } =
  documentOf('package.json');
const address = new URL(repository.url.replace(/^git\+|\.git$/g, ''));

const TITLE = 'WHMCS';
const ABOUT = 'Work in WHMCS under a policy: each call is checked, and risky ones wait for a person.';

/** What a person is asked before a bundle starts, by the variable that it becomes. */
const ASKED = {
  WHMCS_API_URL: { title: 'Address of WHMCS', required: true },
  WHMCS_API_IDENTIFIER: { title: 'API identifier', required: true },
  WHMCS_API_SECRET: { title: 'API secret', required: true },
  WHMCS_ACCESS_KEY: { title: 'API access key' },
  WHMCS_STAFF_USERNAME: { title: 'Staff username' },
  WHMCS_DATE_FORMAT: { title: 'Date format' },
  WHMCS_TIMEZONE: { title: 'Time zone' },
  GUARD_POLICY: { title: 'Policy file' },
  GUARD_READ_ONLY: { title: 'Only reads' },
} as const;

const REQUIRED = Object.entries(ASKED).flatMap(([variable, asked]) =>
  'required' in asked ? [variable] : [],
);

/** What else a server that a client starts is commonly told; docs and .env.example have all. */
const ALSO = ['GUARD_DESTRUCTIVE', 'GUARD_TOOLSETS', 'GUARD_STATE', 'GUARD_INSTALLS', 'LOG_LEVEL'];

function settingOf(variable: string) {
  const found = Object.values(SETTINGS).find((one) => one.name === variable);
  if (found === undefined) throw new Error(`There is no variable ${variable}.`);
  return found;
}

/** For the official registry of MCP servers, and for those that copy it. */
export const registryEntry = () => ({
  $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  name: mcpName,
  title: TITLE,
  description: ABOUT,
  version,
  websiteUrl: homepage,
  repository: { url: address.href, source: address.hostname === 'github.com' ? 'github' : 'git' },
  packages: [
    {
      registryType: 'npm',
      identifier: name,
      version,
      runtimeHint: 'npx',
      transport: { type: 'stdio' },
      environmentVariables: [...Object.keys(ASKED), ...ALSO]
        .map(settingOf)
        .map(({ name: variable, about, secret }) => ({
          name: variable,
          description: about,
          ...(REQUIRED.includes(variable) ? { isRequired: true } : {}),
          ...(secret ? { isSecret: true } : {}),
        })),
    },
  ],
});

/** For Glama, which lets the owner of the repository speak for the server. */
export const glamaEntry = () => ({
  $schema: 'https://glama.ai/mcp/schemas/server.json',
  maintainers: [address.pathname.split('/')[1]],
});

function userConfig() {
  return Object.fromEntries(
    Object.entries(ASKED).map(([variable, asked]) => {
      const { about, secret, fallback } = settingOf(variable);
      return [
        variable.toLowerCase(),
        {
          type: typeof fallback === 'boolean' ? 'boolean' : 'string',
          title: asked.title,
          description: about,
          required: 'required' in asked,
          ...(secret ? { sensitive: true } : {}),
          // One without a value is handed on as the placeholder that it is.
          ...('required' in asked ? {} : { default: fallback ?? '' }),
        },
      ];
    }),
  );
}

/** What a client puts a value of its own in the place of. */
const placeholder = (of: string) => `\${${of}}`;

/** For clients that install a bundle by a double click. */
export const bundleManifest = () => ({
  manifest_version: '0.3',
  name,
  display_name: TITLE,
  version,
  description: ABOUT,
  long_description: [
    'Clients, invoices, tickets, services, domains and orders of WHMCS, for an AI agent that is trusted with nothing: each call has to',
    'pass a policy on this machine before anything is sent. Calls that touch money or can not be taken back wait for a person, who',
    'decides them in the console (`whmcs-mcp console`) or on the command line (`whmcs-mcp approvals`).',
  ].join(' '),
  author: { name: 'whmcs-mcp contributors' },
  repository: { type: 'git', url: address.href },
  homepage,
  license,
  keywords,
  server: {
    type: 'node',
    entry_point: 'dist/main.js',
    mcp_config: {
      command: 'node',
      args: [`${placeholder('__dirname')}/dist/main.js`],
      env: Object.fromEntries(
        Object.keys(ASKED).map((variable) => [
          variable,
          placeholder(`user_config.${variable.toLowerCase()}`),
        ]),
      ),
    },
  },
  // Those that the shipped policy shows; another policy shows others.
  tools: [...allTools().values()]
    .filter((tool) => tool.risk !== 'destructive')
    .map((tool) => ({ name: tool.name, description: tool.title })),
  tools_generated: true,
  compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: { node: engines.node } },
  user_config: userConfig(),
});

/** What clients that install by a link start. */
const NPX = { command: 'npx', args: ['-y', name] };

const entryOf = (client: string, args: readonly string[]) =>
  CLIENTS.find(({ id }) => id === client)?.entry({ ...NPX, args: [...NPX.args, ...args] });

/** Addresses that install the server into a client which is there, each with what it then works on. */
export function installLinks(): { client: string; works: string; href: string }[] {
  const cursor = (args: readonly string[]) => {
    const config = Buffer.from(JSON.stringify(entryOf('cursor', args))).toString('base64');
    return `cursor://anysphere.cursor-deeplink/mcp/install?name=whmcs&config=${encodeURIComponent(config)}`;
  };
  const editor = (scheme: string, args: readonly string[]) =>
    `${scheme}:mcp/install?${encodeURIComponent(JSON.stringify({ name: 'whmcs', ...entryOf('vscode', args) }))}`;
  return [
    ['your WHMCS, once `whmcs-mcp init` has asked for it', []] as const,
    ['the embedded WHMCS, for a trial', ['--sandbox']] as const,
  ].flatMap(([works, args]) => [
    { client: 'Cursor', works, href: cursor(args) },
    { client: 'VS Code', works, href: editor('vscode', args) },
    { client: 'VS Code Insiders', works, href: editor('vscode-insiders', args) },
  ]);
}
