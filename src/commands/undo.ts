import { createInterface } from 'node:readline/promises';
import type { App } from '../app.js';
import type { CallView } from '../audit/index.js';
import { undoneAlready } from '../guard/undoing/index.js';
import { OPERATOR } from '../identities/index.js';
import { exact, plain } from '../plain.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { CommandError, type Host } from './host.js';
import type { Flags } from './table/flags.js';
import { columns } from './terminal/columns.js';
import { paintFor } from './terminal/paint.js';
import { shownTime } from './terminal/times.js';
import { withApp } from './with-app.js';

/** Answers of the guard that say no; after all others something went wrong. */
const REFUSALS: readonly string[] = [
  'policy_denied',
  'rate_limited',
  'approval_required',
  'approval_denied',
  'approval_expired',
];

/** Asks the person at the terminal; elsewhere nobody is there to ask. */
async function agreed(host: Host): Promise<boolean> {
  if (!host.stdin.isTTY) throw new CommandError('nothing was done. Say --yes to make that call.', EXIT.usage);
  const lines = createInterface({ input: host.stdin, output: host.stderr });
  const answer = await lines.question('Make this call? (yes/no) ');
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

type Way = Exclude<ReturnType<App['undo']['of']>, string>;

/** What was done, and what would be done about it. */
function plan(host: Host, call: CallView, way: Way): string {
  const made = `${plain(call.tool)} ${exact(call.args)}, ${shownTime(host, call.at, new Date())} by ${plain(call.caller)}: ${call.state}`;
  return columns([
    ['Was done:', made],
    ['Would be done:', `${plain(way.tool)} ${exact(way.args)}`],
    ...(way.leaves === undefined ? [] : [['Stays as it is:', plain(way.leaves)]]),
  ]);
}

async function perform(host: Host, flags: Flags<'yes' | 'json'>, app: App, id: string): Promise<ExitCode> {
  const call = await app.journal.call(id);
  if (call === undefined) {
    throw new CommandError(`the journal has no call ${plain(id)}. whmcs-mcp audit list shows them.`);
  }
  await app.loadEveryTool();
  const way = app.undo.of(call);
  if (typeof way === 'string') throw new CommandError(`${plain(id)} can't be undone here. ${plain(way)}`);
  const already = await undoneAlready(app.journal, call);
  if (already !== undefined) throw new CommandError(plain(already));
  if (!flags.json) host.stdout.write(plan(host, call, way));
  if (!flags.yes && (flags.json || !(await agreed(host)))) {
    host.stdout.write(
      flags.json ? `${exact({ call: id, undo: way, made: false })}\n` : 'Nothing was done.\n',
    );
    return EXIT.done;
  }
  const { done, says, code } = await app.undo.perform(call, OPERATOR);
  const paint = paintFor(host, host.stdout);
  host.stdout.write(
    flags.json
      ? `${exact({ call: id, undo: way, made: true, done, says, ...(code === undefined ? {} : { code }) })}\n`
      : `${done ? paint.good('Done:') : paint.bad('Not done:')} ${plain(says)}\n`,
  );
  if (done) return EXIT.done;
  return code !== undefined && REFUSALS.includes(code) ? EXIT.refused : EXIT.failed;
}

/**
 * Says by which call one in the journal is undone, asks, and makes it through the same guard as any other. With `--json` nobody
 * is asked: without `--yes` it only says so.
 */
export function undoCall(
  host: Host,
  flags: Flags<'yes' | 'json' | 'sandbox' | 'env-file'>,
  id: string,
): Promise<number> {
  return withApp(host, flags, ({ app }) => perform(host, flags, app, id));
}
