import { packageFile, packageVersion } from '../../app.js';
import { LOCAL_CALLER } from '../../guard/index.js';
import { plain } from '../../plain.js';
import { shownLocation } from '../../store/index.js';
import type { Host } from '../host.js';
import { serversOf } from '../servers.js';
import { settingsOf } from '../settings.js';
import type { Flags } from '../table/flags.js';
import { type Running, withApp } from '../with-app.js';
import { columns } from './columns.js';
import { type Paint, paintFor } from './paint.js';

type Setup = Flags<'sandbox' | 'env-file'>;

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

async function toolsText({ app }: Running): Promise<string> {
  await app.guard.upToDate();
  const states = app.guard.states({ caller: LOCAL_CALLER });
  const shown = states.filter(({ listed }) => listed);
  const asking = shown.filter(({ state }) => state === 'approval').length;
  const hidden = states.length - shown.length;
  const inShadow = app.guard.inShadow() ? ' IT DENIES NOTHING: its mode is shadow.' : '';
  return `agents are shown ${shown.length} of ${states.length} tools (${hidden} hidden), ${asking} always ask a person.${inShadow}`;
}

async function waitingText({ app }: Running): Promise<string> {
  const now = new Date();
  const open = (await app.approvals.list({ limit: 50 })).filter(
    ({ state, expiresAt }) => state === 'pending' && expiresAt > now,
  );
  if (open.length === 0) return 'nothing waits for a person';
  return `${counted(open.length, 'request waits', 'requests wait')} for a person: whmcs-mcp approvals`;
}

/** What works now, a line each. */
async function present(host: Host, flags: Setup, running: Running): Promise<string> {
  const { config, app, sandbox } = running;
  const { file } = settingsOf(host, flags);
  const location = shownLocation(config.guard.state.reveal());
  const live = serversOf(host).filter(({ state }) => state === location).length;
  const rows = [
    [
      'WHMCS',
      sandbox === undefined ? config.whmcs.url : 'an embedded one with a made-up company; nothing is real',
    ],
    ...(sandbox === undefined || file !== undefined ? [['Settings', file ?? 'from the environment']] : []),
    ['Policy', `${plain(app.policy().path)}: ${await toolsText(running)}`],
    ...(app.isShared
      ? [
          ['State', plain(location)],
          [
            'Servers',
            live === 0 ? 'none of yours works on this state now' : `${live} of yours on this state`,
          ],
          ['Approvals', await waitingText(running)],
        ]
      : [['State', 'in memory, gone with the server']]),
  ];
  return columns(rows, { indent: 2 });
}

/** How an MCP client is told to start the server, as most of their files spell it. */
function entry(host: Host, flags: Setup): string {
  const { file } = settingsOf(host, flags);
  const own = flags.sandbox ? ['--sandbox'] : file === undefined ? [] : ['--env-file', file];
  return JSON.stringify({ command: 'node', args: [packageFile('dist/main.js'), ...own] });
}

function next(host: Host, flags: Setup): string {
  const sandbox = flags.sandbox ? ' --sandbox' : '';
  const rows = [
    [`whmcs-mcp init${sandbox}`, 'be asked for all that is needed, and have your clients told'],
    ...(flags.sandbox
      ? [['Tell your client', entry(host, flags)]]
      : [
          ['whmcs-mcp doctor', 'test the connection, the credential and the rest'],
          ['Or tell a client', entry(host, flags)],
        ]),
    [`whmcs-mcp tools${sandbox}`, 'see what agents may do, and by which rule'],
    [`whmcs-mcp console${sandbox}`, 'open the page where you approve'],
    ['whmcs-mcp help', 'see all that there is'],
  ];
  return columns(rows, { indent: 2 });
}

const intro = ({ bold }: Paint) =>
  `${bold(`whmcs-mcp ${packageVersion()}`)}: lets an AI agent work in WHMCS, behind your policy.
It is a server for MCP clients such as Claude, Cursor or VS Code. They start it by themselves and talk to it on pipes.\n`;

/**
 * Says what the program is, what works now and what to do next: for whoever starts the server on a terminal, where nobody
 * would send it frames. Resolves to 1 where a server would not start.
 */
export async function welcome(host: Host, flags: Setup): Promise<number> {
  const paint = paintFor(host, host.stdout);
  host.stdout.write(intro(paint));
  const code = await withApp(host, flags, async (running) => {
    host.stdout.write(`\n${paint.bold('Now')}\n${await present(host, flags, running)}`);
    return 0;
  });
  host.stdout.write(`\n${paint.bold('Next')}\n${next(host, flags)}`);
  return code;
}
