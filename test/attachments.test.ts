// Takes its time: files as large as the schema allows.
import { expect, test } from 'vitest';
import { ALLOW_ALL, inProcess, policyFile } from './harness.js';
import { recorder } from './recorder.js';

const file = (name: string, characters: number) => ({ name, data: 'QUJD'.repeat(characters / 4) });

test('attachments as large as the schema says reach WHMCS whole, and larger ones are refused by name', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL) });
  const reply = (attachments: unknown[]) =>
    agent.call('whmcs_add_ticket_reply', { ticketid: 1, message: 'As agreed.', attachments });
  const sent = () => whmcs.received.filter(({ action }) => action === 'AddTicketReply');

  expect((await reply([file('a.txt', 12_000_000), file('b.txt', 12_000_000)])).isError).toBe(false);
  const [request] = sent();
  const field = request?.form.find(([name]) => name === 'attachments')?.[1] ?? '';
  const arrived = JSON.parse(Buffer.from(field, 'base64').toString()) as { name: string; data: string }[];
  expect(arrived.map(({ name, data }) => [name, data.length])).toEqual([
    ['a.txt', 12_000_000],
    ['b.txt', 12_000_000],
  ]);

  const oneTooLarge = await reply([file('a.txt', 12_000_004)]);
  expect(oneTooLarge.text).toContain('attachments[0].data: must be at most 12,000,000 characters');
  const tooMuch = await reply([
    file('a.txt', 12_000_000),
    file('b.txt', 8_000_000),
    file('c.txt', 4_000_004),
  ]);
  expect(tooMuch).toMatchObject({ code: 'invalid_arguments' });
  expect(tooMuch.text).toContain('at most 24,000,000 characters of data in all');
  expect(sent()).toHaveLength(1);
}, 60_000);
