import { expect, test } from 'vitest';
import { NOON, openConsole, operator } from './running-console.js';

const DUE = new Date(NOON.getTime() + 600_000);
const args = { ticketid: 1, message: 'On it.' };
const heldCall = {
  tool: 'whmcs_add_ticket_reply',
  caller: 'desk',
  shownArgs: args,
  held: { dueAt: DUE, args, channel: 'http' },
};

async function desk(message = args.message) {
  const edits: unknown[] = [];
  const console = await openConsole({
    held: {
      editable: async () => ['message'],
      postpone: (...given) => console.approvals.postpone(...given),
      async edit(id, changes, by) {
        edits.push({ id, changes, by });
        return { problem: 'Not now.' };
      },
    },
  });
  const { id } = await console.ask(
    { ...heldCall, held: { ...heldCall.held, args: { ...args, message } } },
    { title: 'Reply to ticket 1', sentences: [] },
  );
  return { console, id, edits, me: await operator(console) };
}

const page = async ({ me }: Awaited<ReturnType<typeof desk>>, path: string) => (await me.get(path)).text();

test('held mail says when it leaves, and what a person can do with it', async () => {
  const on = await desk();
  for (const path of ['/approvals', `/approvals/${on.id}`]) {
    const shown = await page(on, path);
    for (const words of ['Held', 'sent in', 'It leaves by itself at', 'Send now', 'Drop', 'Change the words'])
      expect(shown, path).toContain(words);
    expect(shown).not.toContain('>Approve<');
  }
});

test('it is sent at once or dropped by the same form', async () => {
  const on = await desk();
  await on.me.post(`/approvals/${on.id}`, { decision: 'deny', reason: 'We called.' });
  expect(await page(on, `/approvals/${on.id}`)).toContain('Dropped. Nothing will be sent');
  expect((await on.console.approvals.get(on.id))?.state).toBe('denied');
});

test('its words are changed on a page of their own, and it does not leave meanwhile', async () => {
  const on = await desk();
  const begun = await on.me.post(`/approvals/${on.id}`, { decision: 'edit' });
  expect(begun.headers.get('location')).toBe(`/approvals/${on.id}/edit`);
  expect((await on.console.approvals.get(on.id))?.held?.dueAt).toEqual(new Date(NOON.getTime() + 900_000));
  expect(await page(on, `/approvals/${on.id}/edit`)).toContain('>\nOn it.</textarea>');
  await on.me.post(`/approvals/${on.id}/edit`, { 'text-message': 'We are\r\non it.', 'text-ticketid': '2' });
  expect(on.edits).toMatchObject([
    { id: on.id, changes: { message: 'We are\non it.', ticketid: '2' }, by: { channel: 'console' } },
  ]);
  expect(await page(on, `/approvals/${on.id}`)).toContain('Not now.');
});

test('words that nobody has touched are no change, however a browser ends their lines', async () => {
  const on = await desk('\nDear client,\r\nwe are on it.');
  expect(await page(on, `/approvals/${on.id}/edit`)).toContain('>\n\nDear client,');
  await on.me.post(`/approvals/${on.id}/edit`, { 'text-message': '\r\nDear client,\r\nwe are on it.' });
  expect(on.edits).toMatchObject([{ changes: {} }]);
});

test('words of an agent bring no markup into the page, and no characters that do not show', async () => {
  const on = await desk('</textarea><script>x</script>Pay\u202e\u{e0041}');
  const shown = await page(on, `/approvals/${on.id}/edit`);
  expect(shown).not.toContain('<script>x');
  expect(shown).toContain('&lt;/textarea&gt;');
  expect(shown).toContain('It holds characters that do not show in the field');
  expect(await page(await desk(), `/approvals/${on.id}/edit`)).not.toContain('do not show');
  const other = await desk('Dear Ännä,\r\n\tall is well.');
  expect(await page(other, `/approvals/${other.id}/edit`)).not.toContain('do not show');
});

test('what is no held mail has no such page', async () => {
  const on = await desk();
  const { id } = await on.console.ask();
  expect((await on.me.get(`/approvals/${id}/edit`)).status).toBe(404);
  expect((await on.me.post(`/approvals/${id}/edit`, { 'text-message': 'x' })).status).toBe(404);
  expect((await on.me.post(`/approvals/${id}`, { decision: 'edit' })).status).toBe(404);
});
