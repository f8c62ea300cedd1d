import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { onTestFinished } from 'vitest';
import { type CallFacts, createJournal, type Journal } from '../../src/audit/index.js';
import { type CallRows, type JournalRows, openStore } from '../../src/store/index.js';
import { typed } from '../commands/terminal.js';
import { temporaryFolder } from '../harness.js';

export const NOON = new Date('2024-03-01T12:00:00.000Z');
export const daysAfter = (days: number, from = NOON) => new Date(from.getTime() + days * 86_400_000);

export const facts = (call: string, more: Partial<CallFacts> = {}): CallFacts => ({
  call,
  session: 's-1',
  caller: 'local',
  channel: 'stdio',
  tool: 'whmcs_add_payment',
  risk: 'financial',
  args: { invoiceid: 1042, amount: '12.00' },
  ...more,
});

type Withhold = <T>(value: T) => T;

/** Takes everything the journal must not hold for a credential. */
const withholdNothing = <T>(value: T): T => value;

export interface Kept {
  readonly path: string;
  readonly rows: JournalRows;
  readonly calls: CallRows;
  readonly journal: Journal;
  /** What the journal takes for now. */
  at(now: Date): void;
  /** Changes the file behind the journal's back. */
  tamper(sql: string, ...values: (string | number | bigint)[]): void;
  read<T>(sql: string): T[];
}

/** A journal in a file of its own. */
export async function keptJournal(
  options: { withhold?: Withhold; withholdOwn?: Withhold; path?: string } = {},
): Promise<Kept> {
  const { withhold = withholdNothing, path = '' } = options;
  const { withholdOwn = withhold } = options;
  const file = path || join(temporaryFolder(), 'state.db');
  const store = await openStore(file);
  const database = new DatabaseSync(file);
  onTestFinished(async () => {
    database.close();
    await store.close();
  });
  let now = NOON;
  return {
    path: file,
    rows: store.journal,
    calls: store.calls,
    journal: createJournal({
      store: async () => store,
      now: () => now,
      withhold,
      withholdOwn,
      log: () => {},
    }),
    at(later) {
      now = later;
    },
    tamper: (sql, ...values) => void database.prepare(sql).run(...values),
    read: <T>(sql: string) => {
      const statement = database.prepare(sql);
      statement.setReadBigInts(true);
      return statement.all() as T[];
    },
  };
}

/** Some calls of every kind, in a journal: six entries for four of them. */
export async function fill({ journal }: Kept, calls: number, name = 'call'): Promise<void> {
  for (let n = 1; n <= calls; n += 1) {
    const one = facts(`${name}-${n}`, {
      args: { note: `Zahlung für Müller ${n} 💶` },
      digest: `digest-${n}`,
    });
    if (n % 4 === 0) await journal.note('operator', { event: 'halt', who: 'alice', reason: `reason ${n}` });
    else if (n % 2 === 0) await journal.whole(one, { outcome: 'policy_denied', message: 'no', ms: 1 });
    else {
      await journal.intent(one);
      await journal.outcome(one, { outcome: 'done', ms: 20, after: { paymentid: n } });
    }
  }
}

/** The same numbers from 0 up to 1 in every run. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One `whmcs-mcp audit …` to its end, on the state at `path`. */
export async function audit(
  path: string,
  words: string,
  flags: Readonly<Record<string, string | true>> = {},
  env = {},
) {
  const given = Object.entries(flags).map(([name, value]) =>
    value === true ? `--${name}` : `--${name}=${value}`,
  );
  return typed(['audit', ...(words === '' ? [] : words.split(' ')), ...given], {
    GUARD_STATE: path,
    USER: 'alice',
    ...env,
  });
}
