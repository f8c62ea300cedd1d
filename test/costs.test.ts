import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../src/guard/index.js';
import { ACTS } from './acts.js';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  inProcess,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
  until,
} from './harness.js';
import { heldAnswers, recorder } from './recorder.js';

// What calls cost, in things that are counted and not timed: a call that asks WHMCS once more or writes into the state
// once more is a change that somebody means, on any machine.

/** What a call of everyday work asks WHMCS under the default policy, by the name of the act; its own action comes last. */
const REQUESTS: Readonly<Record<string, readonly string[]>> = {
  'List clients': ['GetClients'],
  'Reply to a ticket it has read': ['GetTicket', 'GetClientsDetails', 'AddTicketReply'],
  'Add a note to a ticket, for staff': ['GetTicket', 'AddTicketNote'],
  "Set a ticket's status and priority": ['GetTicket', 'GetClientsDetails', 'UpdateTicket'],
  "Change a client's phone and postal address": ['GetClientsDetails', 'UpdateClient'],
  'Send a client the reminder of an invoice': [
    'GetEmailTemplates',
    'GetInvoice',
    'GetClientsDetails',
    'SendEmail',
  ],
  'Draft an invoice': ['GetClientsDetails', 'CreateInvoice'],
  'Draft a quote': ['GetClientsDetails', 'CreateQuote'],
  'Suspend a service': ['GetClientsProducts', 'GetClientsDetails', 'ModuleSuspend'],
  "Lock a domain's transfer": ['GetClientsDomains', 'DomainGetLockingStatus', 'DomainUpdateLockingStatus'],
};

/**
 * The most transactions that a call, alone, may commit to the state, the line of a read in the journal included: with others
 * under way they share them.
 */
const MOST_COMMITS = { read: 2, write: 2 };
/** Acts whose limits are counted before WHMCS is asked something for the last time: one more. */
const COUNTED_BEFORE = ["Lock a domain's transfer"];

/** Counts commits in the write-ahead log of a SQLite file, whoever made them: a frame with a size ends a transaction. */
function commitsIn(state: string): number {
  const log = readFileSync(`${state}-wal`);
  const pageSize = log.readUInt32BE(8);
  const salt = log.subarray(16, 24);
  let commits = 0;
  for (let at = 32; at + 24 <= log.length; at += 24 + pageSize) {
    // Frames of an earlier round stay behind until they are written over.
    if (log.subarray(at + 8, at + 16).equals(salt) && log.readUInt32BE(at + 4) > 0) commits += 1;
  }
  return commits;
}

test('no act puts the same question to WHMCS twice, whatever becomes of it', {
  timeout: 60_000,
}, async () => {
  for (const act of ACTS) {
    const sandbox = await sandboxed();
    const agent = await inProcess({
      ...credentialsFor(sandbox),
      GUARD_STATE: join(temporaryFolder(), 'state.db'),
    });
    await agent.call(act.tool, act.args(sandbox.state));
    const questions = sandbox.requests.map(({ rawBody }) => rawBody);
    expect(new Set(questions).size, `${act.what}: ${questions.join(' ')}`).toBe(questions.length);
  }
});

const ownLast = (actions: readonly string[]) => [...actions.slice(0, -1).toSorted(), actions.at(-1)];

test.each(Object.entries(REQUESTS))(
  '%s: asks WHMCS this often, and commits no more often',
  async (what, actions) => {
    const act = ACTS.find((one) => one.what === what);
    if (act === undefined) throw new Error(`There is no act "${what}".`);
    const sandbox = await sandboxed();
    // A state of its own: what is read again depends on when somebody else last had a turn with the record.
    const state = join(temporaryFolder(), 'state.db');
    const { app, connectAs } = openProgram({ ...credentialsFor(sandbox), GUARD_STATE: state });
    const agent = await connectAs(sessionFor(LOCAL_CALLER));
    /** Commits so far, once all that is to be written is. */
    const commits = async () => {
      await (await app.store()).journal.find({ limit: 1 });
      return commitsIn(state);
    };
    done(await agent.call('whmcs_get_stats'));
    const [asked, before] = [sandbox.requests.length, await commits()];
    done(await agent.call(act.tool, act.args(sandbox.state)));
    expect(ownLast(sandbox.requests.slice(asked).map(({ action }) => action))).toEqual(ownLast(actions));
    const made = (await commits()) - before;
    expect(made).toBeGreaterThan(0);
    const most = MOST_COMMITS[act.tool.startsWith('whmcs_get_') ? 'read' : 'write'];
    expect(made).toBeLessThanOrEqual(most + (COUNTED_BEFORE.includes(what) ? 1 : 0));
  },
);

test('writes that are made at once share what makes their intents durable', async () => {
  const AT_ONCE = 20;
  const whmcs = await recorder();
  const held = heldAnswers(whmcs, 'LogActivity', { result: 'success' });
  const state = join(temporaryFolder(), 'state.db');
  const { connectAs } = openProgram({
    ...whmcs.env,
    GUARD_STATE: state,
    GUARD_POLICY: policyFile(ALLOW_ALL),
    WHMCS_CONCURRENCY: '64',
    WHMCS_RATE: '0',
  });
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  const entry = (n: number) => agent.call('whmcs_log_activity', { description: `Entry ${n}.` });
  const first = entry(0);
  await until(() => held.length === 1);
  const before = commitsIn(state);
  const writes = Array.from({ length: AT_ONCE }, (_none, n) => entry(n + 1));
  await until(() => held.length === AT_ONCE + 1);
  const made = commitsIn(state) - before;
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThanOrEqual(AT_ONCE / 4);
  for (const release of held) release();
  for (const answer of await Promise.all([first, ...writes])) done(answer);
});
