import { expect, test } from 'vitest';
import type { CallFacts } from '../../src/audit/index.js';
import { createOutcomeBacklog } from '../../src/guard/journal/outcome-backlog.js';
import { StoreFault, type StoreFaultCode } from '../../src/store/index.js';

const busy = () => new StoreFault('busy', 'state.db');

/** What came of a write of this id. */
const ended = (call: string, intended = true) => ({
  facts: {
    call,
    session: 's',
    caller: 'agent',
    channel: 'stdio',
    tool: 'whmcs_log_activity',
    risk: 'write',
    args: {},
  } satisfies CallFacts,
  intended,
  result: { outcome: 'done', ms: 1 },
});

/** A journal that fails as long as `fault` gives a reason, and a log of events. */
function stage(fault: (tries: number) => Error | undefined) {
  const written: string[] = [];
  const logged: string[] = [];
  let tries = 0;
  const put =
    (kind: string) =>
    async ({ call }: CallFacts) => {
      tries += 1;
      const error = fault(tries);
      if (error !== undefined) throw error;
      written.push(`${kind} ${call}`);
    };
  const leaving = new AbortController();
  const backlog = createOutcomeBacklog({
    journal: { outcome: put('outcome'), whole: put('whole') },
    log: (_level, event) => void logged.push(event),
    leaving: leaving.signal,
  });
  return { backlog, written, logged, leaving, tries: () => tries };
}

test('outcomes that a locked state did not take are kept in order, and written once it does', async () => {
  const { backlog, written, logged } = stage((tries) => (tries <= 3 ? busy() : undefined));
  await Promise.all([backlog.record(ended('a')), backlog.record(ended('b', false))]);
  expect(written).toEqual(['outcome a', 'whole b']);
  expect(logged).toEqual(['journal.later', 'journal.later']);
});

test.each<StoreFaultCode>(['full', 'read_only', 'unopenable', 'failed'])(
  'a state that is %s may be well again',
  async (code) => {
    const { backlog, written } = stage((tries) =>
      tries === 1 ? new StoreFault(code, 'state.db') : undefined,
    );
    await backlog.record(ended('a'));
    expect(written).toEqual(['outcome a']);
  },
);

test('what is kept when the program ends is tried once more at once, and then stands in the log', async () => {
  const { backlog, written, logged, leaving, tries } = stage((count) => (count < 9 ? busy() : undefined));
  leaving.abort();
  await backlog.record(ended('a'));
  expect(tries()).toBe(2);
  expect(written).toEqual([]);
  expect(logged).toEqual(['journal.later', 'journal.failed']);
});

test('a wait for the state ends with the program', async () => {
  const { backlog, written, leaving } = stage((count) => (count === 1 ? busy() : undefined));
  const kept = backlog.record(ended('a'));
  leaving.abort();
  await kept;
  expect(written).toEqual(['outcome a']);
});

test.each([
  ['a damaged state', new StoreFault('corrupt', 'state.db')],
  ['a fault of ours', new Error('a fault')],
])('%s is told to the log, and waited for by nobody', async (_what, error) => {
  const { backlog, logged, tries } = stage(() => error);
  await backlog.record(ended('a'));
  expect(tries()).toBe(1);
  expect(logged).toEqual(['journal.failed']);
});
