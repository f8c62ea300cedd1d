import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { App } from '../app.js';
import { textOf } from '../approvals/index.js';
import { didYouMean } from '../spelling.js';
import { InvalidApprover, type StoredApproval, type Voting } from '../store/index.js';
import type { Flags, Host } from './index.js';
import { OPERATOR } from './operator.js';
import { readyConfig } from './ready.js';

const VERBS = ['list', 'show', 'approve', 'deny', 'approvers', 'add-approver', 'remove-approver'];

/** Asks on a terminal without showing what is typed; elsewhere the first line of stdin is taken. */
async function readPassword(host: Host, prompt: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  if (host.stdin.isTTY) host.stderr.write(prompt);
  const lines = createInterface({
    input: host.stdin,
    output: silent,
    terminal: host.stdin.isTTY === true,
  });
  const [line = ''] = await Promise.race([
    new Promise<string[]>((take) => lines.once('line', (text) => take([text]))),
    new Promise<string[]>((none) => lines.once('close', () => none([]))),
  ]);
  lines.close();
  if (host.stdin.isTTY) host.stderr.write('\n');
  return line;
}

const oneLine = (approval: StoredApproval, now: Date) => {
  const { id, state, tool, caller, expiresAt, shown } = approval;
  const { preview } = shown as { preview?: { title?: string } };
  const left = Math.max(0, Math.round((expiresAt.getTime() - now.getTime()) / 1000));
  const when = state === 'pending' || state === 'approved' ? `${state}, ${left} s left` : state;
  return `${id}  ${when.padEnd(22)} ${tool.padEnd(32)} by ${caller}  ${preview?.title ?? ''}\n`;
};

const REFUSED: Readonly<Record<Exclude<Voting, { counted: true }>['why'], string>> = {
  unknown: 'There is no such request.',
  own: 'A caller can not approve its own request.',
  channel: 'The policy does not let this request be decided on the command line; use the console.',
  settled: 'This request is settled already.',
  repeated: 'You have said so already; another person has to.',
};

/** Who speaks: a named approver who proves it; where none are set up, whoever can use this state. */
async function speaker(host: Host, flags: Flags, app: App): Promise<string | undefined> {
  const store = await app.store();
  if ((await store.approvers.list()).length === 0) {
    if (flags.as === undefined) return OPERATOR;
    host.stderr.write('whmcs-mcp approvals: no approvers are set up, so --as has nobody to name.\n');
    return undefined;
  }
  if (flags.as === undefined) {
    host.stderr.write('whmcs-mcp approvals: approvers are set up: say who you are with --as NAME.\n');
    return undefined;
  }
  const password = await readPassword(host, `Password of ${flags.as}: `);
  const known = await store.approvers.check(flags.as, password);
  if (known !== undefined) return known.name;
  host.stderr.write('whmcs-mcp approvals: that name and password do not go together.\n');
  return undefined;
}

async function decide(host: Host, flags: Flags, app: App, yes: boolean, words: string[]): Promise<number> {
  const [id = '', ...reason] = words;
  const who = await speaker(host, flags, app);
  if (who === undefined) return 1;
  const result = await app.approvals.vote(id, { who, channel: 'cli', yes, reason: reason.join(' ') });
  if (!result.counted) {
    host.stderr.write(`whmcs-mcp approvals: ${REFUSED[result.why]}\n`);
    return 1;
  }
  const { approval } = result;
  const said = approval.votes.filter((vote) => vote.yes).length;
  const more = approval.state === 'pending' ? `; ${said} of ${approval.approvers} people said yes` : '';
  host.stdout.write(`${approval.id} is ${approval.state}${more}.\n`);
  return 0;
}

async function changeApprovers(host: Host, app: App, verb: string, name: string): Promise<number> {
  const { approvers } = await app.store();
  if (verb === 'approvers') {
    const all = await approvers.list();
    host.stdout.write(all.map((one) => `${one.name}  since ${one.addedAt.toISOString()}\n`).join(''));
    if (all.length === 0)
      host.stdout.write('No approvers are set up: whoever can open the console decides.\n');
    return 0;
  }
  if (verb === 'remove-approver') {
    const gone = await approvers.remove(name);
    host.stdout.write(gone ? `${name} can not approve any more.\n` : `There is no approver ${name}.\n`);
    await app.journal.note('operator', { event: 'approver.removed', name });
    return gone ? 0 : 1;
  }
  try {
    await approvers.set(name, await readPassword(host, `New password of ${name}: `), new Date());
  } catch (error) {
    if (!(error instanceof InvalidApprover)) throw error;
    host.stderr.write(`whmcs-mcp approvals: ${error.message}\n`);
    return 1;
  }
  await app.journal.note('operator', { event: 'approver.set', name });
  host.stdout.write(`${name} may approve, in the console and with --as ${name}.\n`);
  return 0;
}

async function perform(host: Host, flags: Flags, app: App, verb: string, rest: string[]): Promise<number> {
  const now = new Date();
  switch (verb) {
    case 'list': {
      const found = await app.approvals.list({ limit: 50 });
      host.stdout.write(
        flags.json
          ? `${JSON.stringify(found, null, 2)}\n`
          : found.map((one) => oneLine(one, now)).join('') || 'Nothing was asked.\n',
      );
      return 0;
    }
    case 'show': {
      const found = await app.approvals.get(rest[0] ?? '');
      if (found === undefined) {
        host.stderr.write(`whmcs-mcp approvals: ${REFUSED.unknown}\n`);
        return 1;
      }
      host.stdout.write(`${oneLine(found, now)}\n${textOf(found)}\n`);
      return 0;
    }
    case 'approve':
    case 'deny':
      return decide(host, flags, app, verb === 'approve', rest);
    default:
      return changeApprovers(host, app, verb, rest[0] ?? '');
  }
}

/** `whmcs-mcp approvals …`: what waits for a person, and a person's word on it. */
export async function runApprovals(host: Host, flags: Flags, words: string[]): Promise<number> {
  const [verb = 'list', ...rest] = words;
  if (!VERBS.includes(verb)) {
    host.stderr.write(`whmcs-mcp approvals: there is no "${verb}".${didYouMean(verb, VERBS)}\n`);
    return 1;
  }
  if (!['list', 'approvers'].includes(verb) && rest.length === 0) {
    host.stderr.write(`whmcs-mcp approvals ${verb}: say which.\n`);
    return 1;
  }
  const ready = await readyConfig(host, flags);
  if (ready === undefined) return 1;
  try {
    return await perform(host, flags, ready.app, verb, rest);
  } finally {
    await ready.app.close();
    await ready.sandbox?.close();
  }
}
