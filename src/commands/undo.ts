import { createInterface } from 'node:readline/promises';
import type { App } from '../app.js';
import type { Flags, Host } from './index.js';
import { OPERATOR } from './operator.js';
import { readyConfig } from './ready.js';

async function agreed(host: Host, flags: Flags): Promise<boolean> {
  if (flags.yes) return true;
  if (!host.stdin.isTTY) {
    host.stderr.write('whmcs-mcp undo: say --yes to make this call.\n');
    return false;
  }
  const lines = createInterface({ input: host.stdin, output: host.stderr });
  const answer = await lines.question('Make it? (yes/no) ');
  lines.close();
  return answer.trim().toLowerCase() === 'yes';
}

async function perform(host: Host, flags: Flags, app: App, id: string): Promise<number> {
  const call = await app.journal.call(id);
  if (call === undefined) {
    host.stderr.write(`whmcs-mcp undo: the journal has no call ${id}. whmcs-mcp audit list shows them.\n`);
    return 1;
  }
  host.stdout.write(`${call.at.toISOString()} ${call.tool} ${JSON.stringify(call.args)}: ${call.state}\n`);
  const undo = app.undo.of(call);
  if (typeof undo === 'string') {
    host.stdout.write(`It can't be undone here. ${undo}\n`);
    return 1;
  }
  host.stdout.write(`Undone by ${undo.tool} ${JSON.stringify(undo.args)}\n`);
  if (undo.leaves !== undefined) host.stdout.write(`What that does not bring back: ${undo.leaves}\n`);
  if (!(await agreed(host, flags))) return 1;
  const { done, says } = await app.undo.perform(call, OPERATOR);
  host.stdout.write(`${says}\n`);
  return done ? 0 : 1;
}

/** `whmcs-mcp undo CALL`: shows the compensating call and makes it through the same guard as any other. */
export async function runUndo(host: Host, flags: Flags, words: string[]): Promise<number> {
  const [id] = words;
  if (id === undefined || words.length > 1) {
    host.stderr.write('whmcs-mcp undo: say which call, as whmcs-mcp audit list names it.\n');
    return 1;
  }
  const ready = await readyConfig(host, flags);
  if (ready === undefined) return 1;
  try {
    return await perform(host, flags, ready.app, id);
  } finally {
    await ready.app.close();
    await ready.sandbox?.close();
  }
}
