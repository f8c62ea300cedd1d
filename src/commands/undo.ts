import { createInterface } from 'node:readline/promises';
import type { App } from '../app.js';
import { OPERATOR } from '../identities/index.js';
import { CommandError, type Host } from './host.js';
import type { Flags } from './table/flags.js';
import { withApp } from './with-app.js';

async function agreed(host: Host, yes: boolean | undefined): Promise<boolean> {
  if (yes === true) return true;
  if (!host.stdin.isTTY) throw new CommandError('say --yes to make this call.');
  const lines = createInterface({ input: host.stdin, output: host.stderr });
  const answer = await lines.question('Make it? (yes/no) ');
  lines.close();
  return answer.trim().toLowerCase() === 'yes';
}

async function perform(host: Host, flags: Flags<'yes'>, app: App, id: string): Promise<number> {
  const call = await app.journal.call(id);
  if (call === undefined) {
    throw new CommandError(`the journal has no call ${id}. whmcs-mcp audit list shows them.`);
  }
  host.stdout.write(`${call.at.toISOString()} ${call.tool} ${JSON.stringify(call.args)}: ${call.state}\n`);
  const undo = app.undo.of(call);
  if (typeof undo === 'string') {
    host.stdout.write(`It can't be undone here. ${undo}\n`);
    return 1;
  }
  host.stdout.write(`Undone by ${undo.tool} ${JSON.stringify(undo.args)}\n`);
  if (undo.leaves !== undefined) host.stdout.write(`What that does not bring back: ${undo.leaves}\n`);
  if (!(await agreed(host, flags.yes))) return 1;
  const { done, says } = await app.undo.perform(call, OPERATOR);
  host.stdout.write(`${says}\n`);
  return done ? 0 : 1;
}

/** Shows the call that undoes one, and makes it through the same guard as any other. */
export function undoCall(
  host: Host,
  flags: Flags<'yes' | 'sandbox' | 'env-file'>,
  id: string,
): Promise<number> {
  return withApp(host, flags, ({ app }) => perform(host, flags, app, id));
}
