import { expect, test } from 'vitest';
import { type CallFacts, createJournal } from '../../src/audit/index.js';
import type { Judged } from '../../src/guard/call.js';
import { createSameWork } from '../../src/guard/journal/same-work.js';
import { type EntryFilter, openStore } from '../../src/store/index.js';
import { everyTool } from '../every-tool.js';

const RENEW = 'whmcs_renew_domain';
const DAY = 86_400_000;

const factsOf = (call: string, domainid: number): CallFacts => ({
  call,
  session: 's',
  caller: 'local',
  channel: 'stdio',
  tool: RENEW,
  risk: 'execute',
  args: { domainid },
  digest: `digest of ${call}`,
});

async function journalOf() {
  const store = await openStore('memory');
  const plain = <T>(value: T) => value;
  const log = () => {};
  const journal = createJournal({
    store: async () => store,
    now: () => new Date(),
    withhold: plain,
    withholdOwn: plain,
    log,
  });
  const asked: EntryFilter[] = [];
  const spied = {
    calls: (filter: EntryFilter) => {
      asked.push(filter);
      return journal.calls(filter);
    },
  };
  const { unknownOnSameRecord } = createSameWork(spied);
  /** What is known of calls to that domain when another one comes. */
  const unknown = async (domainid: number) => {
    const tool = everyTool().get(RENEW);
    const reads = { subject: { record: async () => undefined } };
    const call = { tool, values: { domainid }, digest: 'of another', reads } as unknown as Judged;
    return (await unknownOnSameRecord(call, new Date(Date.now() - DAY))).map((one) => one.call);
  };
  return { journal, asked, unknown };
}

test('a call that nobody knows of is found until it is settled, however often it is looked for', async () => {
  const { journal, unknown } = await journalOf();
  await journal.intent(factsOf('lost', 7));
  for (let look = 0; look < 3; look += 1) expect(await unknown(7)).toEqual(['lost']);
  expect(await unknown(8)).toEqual([]);
  await journal.intent(factsOf('later', 7));
  expect(await unknown(7)).toEqual(['later', 'lost']);
  await journal.outcome(factsOf('lost', 7), { outcome: 'done', ms: 0 });
  expect(await unknown(7)).toEqual(['later']);
  await journal.outcome(factsOf('later', 7), { outcome: 'outcome_unknown', ms: 0 });
  expect(await unknown(7)).toEqual(['later']);
});

test('intents that are settled are looked at once', async () => {
  const { journal, asked, unknown } = await journalOf();
  for (let n = 0; n < 5; n += 1) {
    await journal.intent(factsOf(`call-${n}`, n));
    await journal.outcome(factsOf(`call-${n}`, n), { outcome: 'done', ms: 0 });
  }
  expect(await unknown(1)).toEqual([]);
  await journal.intent(factsOf('new', 1));
  asked.length = 0;
  expect(await unknown(1)).toEqual(['new']);
  // Ten entries were there at the first look, the ninth of which was the newest intent.
  expect(asked.map(({ from }) => from)).toEqual([undefined, 10]);
});
