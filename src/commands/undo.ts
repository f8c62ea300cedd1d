import { createInterface } from 'node:readline/promises';
import { type App, allTools } from '../app.js';
import type { CallView } from '../audit/index.js';
import type { CallOf } from '../catalog/index.js';
import { localSession } from '../guard/index.js';
import type { Flags, Host } from './index.js';
import { OPERATOR } from './operator.js';
import { readyConfig } from './ready.js';

/** The compensating call of one in the journal; or, as a sentence, why there is none. */
export function undoOf(call: CallView): (CallOf & { leaves?: string }) | string {
  const undo = allTools().get(call.tool)?.undo;
  if (call.risk === 'read' || undo === undefined) return `${call.tool} changed nothing.`;
  if (call.state !== 'done') return `That call is ${call.state}: there is nothing certain to undo.`;
  if (typeof undo === 'string') return undo;
  if (undo.before !== undefined && call.before === undefined) {
    return 'What it replaced could not be read at the time, so it is not known what to set back.';
  }
  const found = undo.call(call.args, call.before ?? {}, call.result?.after ?? {});
  if (typeof found === 'string') return found;
  const leaves = [found.leaves, undo.leaves].filter((part) => part !== undefined).join(' ');
  return leaves === '' ? found : { ...found, leaves };
}

/** Makes the compensating call, through the same guard as any other. */
export async function performUndo(app: App, of: CallView, undo: CallOf, who: string) {
  const outcome = await app.guard.call(undo.tool, undo.args, { session: localSession('cli') });
  const became = outcome.ok ? 'done' : outcome.code;
  await app.journal.note('operator', { event: 'undo', of: of.call, tool: undo.tool, who, outcome: became });
  return { done: outcome.ok, says: outcome.ok ? `${of.tool} is undone by ${undo.tool}.` : outcome.message };
}

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
  const undo = undoOf(call);
  if (typeof undo === 'string') {
    host.stdout.write(`It can't be undone here. ${undo}\n`);
    return 1;
  }
  host.stdout.write(`Undone by ${undo.tool} ${JSON.stringify(undo.args)}\n`);
  if (undo.leaves !== undefined) host.stdout.write(`What that does not bring back: ${undo.leaves}\n`);
  if (!(await agreed(host, flags))) return 1;
  const { done, says } = await performUndo(app, call, undo, OPERATOR);
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
