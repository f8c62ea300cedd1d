import { expect, test } from 'vitest';
import { signatureOf } from '../../src/notify/channels/webhook.js';
import { deliver } from '../../src/notify/index.js';
import { type Message, messageOf } from '../../src/notify/message.js';
import { HOSTILE, isToldWhole } from '../approvals/hostile-texts.js';
import { NOON, saying } from '../approvals/samples.js';
import { dataOf, isSigned, openReceiver } from './receiver.js';
import { KEY, settingsFor } from './samples.js';
import { waiting } from './waiting.js';

const EVIL = 'Pay <https://evil.example.com|here> [x](https://evil.example.com) @everyone **now** &amp;';

const MESSAGE: Message = {
  key: 'TEST-0001-asked',
  occasion: 'asked',
  request: 'TEST-0001',
  state: 'pending',
  grant: undefined,
  title: EVIL,
  text: 'Asked by agent.\nIt lapses soon.',
  url: 'https://console.example.com/approvals/TEST-0001',
  at: NOON,
  facts: { tool: 'whmcs_cancel_order', claimed_reason: 'Asked by <@U1>' },
};

/** Sends a message by the one channel of a type, to a server that keeps it. */
async function sent(type: string, own: object, variables: Record<string, string>, message = MESSAGE) {
  const receiver = await openReceiver();
  const filled = JSON.parse(
    JSON.stringify({ own, variables })
      .replaceAll('RECEIVER', receiver.url)
      .replaceAll('ORIGIN', new URL(receiver.url).origin),
  );
  const { channels } = settingsFor({ channels: { one: { type, ...filled.own } } }, filled.variables);
  const channel = channels.get('one');
  if (channel === undefined) throw new Error('there is no channel');
  const outcome = await deliver(channel, message, { now: NOON });
  expect(outcome).toEqual({ ok: true, says: 'answered 204', retry: false });
  const [got] = receiver.received;
  if (got === undefined) throw new Error('nothing came');
  return got;
}

test('Slack gets plain text and a button; nothing of a text becomes a link', async () => {
  const { body, headers } = await sent('slack', { url_env: 'URL' }, { URL: 'RECEIVER' });
  expect(headers['content-type']).toBe('application/json');
  expect(body.text).toBe(
    'Pay &lt;https://evil.example.com|here&gt; [x](https://evil.example.com) @everyone **now** &amp;amp;',
  );
  expect(body.blocks).toEqual([
    { type: 'section', text: { type: 'plain_text', text: EVIL, emoji: false } },
    { type: 'section', text: { type: 'plain_text', text: MESSAGE.text, emoji: false } },
    {
      type: 'actions',
      elements: [
        { type: 'button', text: { type: 'plain_text', text: 'Open', emoji: false }, url: MESSAGE.url },
      ],
    },
  ]);
});

test('Teams gets a card whose texts take no Markdown', async () => {
  const { body } = await sent('teams', { url_env: 'URL' }, { URL: 'RECEIVER' });
  const [{ content }] = body.attachments as [{ content: Record<string, unknown> }];
  expect(content.body).toEqual([
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: EVIL, weight: 'Bolder' }] },
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'Asked by agent.' }] },
    { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: 'It lapses soon.' }] },
  ]);
  expect(content.actions).toEqual([{ type: 'Action.OpenUrl', title: 'Open', url: MESSAGE.url }]);
});

test('Discord gets every sign of Markdown escaped, mentions nobody, and a long text with its link', async () => {
  const { body } = await sent('discord', { url_env: 'URL' }, { URL: 'RECEIVER' });
  expect(body.allowed_mentions).toEqual({ parse: [] });
  expect(body.content).toContain(
    String.raw`Pay \<https\://evil.example.com\|here\> \[x\]\(https\://evil.example.com\) \@everyone \*\*now\*\*`,
  );
  const long = await sent(
    'discord',
    { url_env: 'URL' },
    { URL: 'RECEIVER' },
    {
      ...MESSAGE,
      text: '*'.repeat(5_000),
    },
  );
  const content = String(long.body.content);
  expect(content.length).toBeLessThanOrEqual(2_000);
  expect(content).toContain(String.raw`\*\*\*`);
  expect(content).not.toContain('***');
  expect(content.endsWith(`…\n<${MESSAGE.url}>`)).toBe(true);
});

test('Telegram gets a text without a parse mode, at the address of the bot', async () => {
  const token = '123456:AAbbCCddEEffGGhhIIjjKK';
  const own = { token_env: 'TOKEN', chat: -100123, server: 'ORIGIN' };
  const { body, url } = await sent('telegram', own, { TOKEN: token });
  expect(url).toBe(`/bot${token}/sendMessage`);
  expect(body).toEqual({
    chat_id: '-100123',
    text: `${EVIL}\nAsked by agent.\nIt lapses soon.\n${MESSAGE.url}`,
    link_preview_options: { is_disabled: true },
  });
});

test('ntfy gets topic, priority and the page to open, with a token where there is one', async () => {
  const { body, headers } = await sent(
    'ntfy',
    { server: 'RECEIVER', topic_env: 'TOPIC', token_env: 'TOKEN' },
    { TOPIC: 'nobody-knows', TOKEN: 'tk_0123456789' },
  );
  expect(headers.authorization).toBe('Bearer tk_0123456789');
  expect(body).toEqual({
    topic: 'nobody-knows',
    title: EVIL,
    message: MESSAGE.text,
    priority: 4,
    click: MESSAGE.url,
  });
});

test('the signature is that of the example which Standard Webhooks publishes', () => {
  expect(
    signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      seconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    }),
  ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('a webhook is signed over what came, under the names of Standard Webhooks', async () => {
  const { body, headers, raw } = await sent(
    'webhook',
    { url_env: 'URL', secret_env: 'KEY' },
    { URL: 'RECEIVER', KEY },
  );
  const seconds = NOON.getTime() / 1000;
  expect(headers).toMatchObject({
    'webhook-id': 'TEST-0001-asked',
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatureOf(KEY, { id: 'TEST-0001-asked', seconds, body: raw }),
  });
  expect(body).toEqual({
    type: 'approval.asked',
    timestamp: NOON.toISOString(),
    data: {
      id: 'TEST-0001',
      state: 'pending',
      title: EVIL.replace('<', '‹').replace('>', '›'),
      text: MESSAGE.text,
      url: MESSAGE.url,
      tool: 'whmcs_cancel_order',
      claimed_reason: 'Asked by ‹@U1›',
    },
  });
  expect(isSigned({ headers, raw, body, method: 'POST', url: '' }, KEY)).toBe(true);
});

test('what leaves by a webhook is all of the call, or says that it is cut and where the whole is', async () => {
  const spelledBack = (text: unknown) => String(text).replaceAll('‹', '<').replaceAll('›', '>');
  for (const [what, message] of HOSTILE) {
    const approval = { ...waiting(), shown: { args: { message } } };
    const said = messageOf(approval, { occasion: 'asked', detail: 'full', base: undefined, at: NOON });
    const got = await sent('webhook', { url_env: 'URL', secret_env: 'KEY' }, { URL: 'RECEIVER', KEY }, said);
    expect(got.raw, what).not.toMatch(/[<>]/);
    expect(isToldWhole(spelledBack(dataOf(got).text), message), what).toBe(true);
  }
});

test.each([
  [200, { ok: true, retry: false }, 'answered 200'],
  [302, { ok: false, retry: false }, 'answered 302: it leads elsewhere, which is not followed'],
  [403, { ok: false, retry: false }, 'the secret is wrong'],
  [404, { ok: false, retry: false }, 'there is nothing at that address'],
  [429, { ok: false, retry: true }, 'too much at once'],
  [503, { ok: false, retry: true }, 'it is broken or busy'],
])('an answer of %i is told as what it means, and leads nowhere', async (status, expected, says) => {
  const elsewhere = await openReceiver();
  const receiver = await openReceiver((response) =>
    response.writeHead(status, { location: elsewhere.url }).end(),
  );
  const { channels } = settingsFor(
    { channels: { one: { type: 'slack', url_env: 'URL' } } },
    { URL: receiver.url },
  );
  const channel = channels.get('one');
  const outcome = channel && (await deliver(channel, MESSAGE, { now: NOON }));
  expect(outcome).toMatchObject(expected);
  expect(outcome?.says).toContain(says);
  expect(elsewhere.received).toEqual([]);
});

test('who hangs or is not there is told without the address', async () => {
  const hanging = await openReceiver(() => undefined);
  const { channels } = settingsFor(
    { channels: { hangs: { type: 'slack', url_env: 'HANGS' }, gone: { type: 'slack', url_env: 'GONE' } } },
    { HANGS: hanging.url, GONE: 'http://127.0.0.1:1/secret' },
  );
  const [hangs, gone] = [channels.get('hangs'), channels.get('gone')];
  if (hangs === undefined || gone === undefined) throw new Error('there are two');
  expect(await deliver(hangs, MESSAGE, { now: NOON, deadlineMs: 200 })).toEqual({
    ok: false,
    says: 'no answer in time',
    retry: true,
  });
  expect(await deliver(gone, MESSAGE, { now: NOON })).toEqual({
    ok: false,
    says: 'no answer (nothing takes connections there)',
    retry: true,
  });
});

test('programs are told no more than the level allows, and the reason as the claim of the agent', () => {
  const factsAt = (detail: 'id' | 'kind' | 'title' | 'full') =>
    messageOf(waiting(), { occasion: 'asked', detail, base: undefined, at: NOON }).facts;
  const kind = { tool: 'whmcs_cancel_order', install: 'shop-de' };
  const title = { ...kind, caller: 'ann@example.com', grant: 'support' };
  expect(factsAt('id')).toEqual({});
  expect(factsAt('kind')).toEqual(kind);
  expect(factsAt('title')).toEqual(title);
  expect(factsAt('full')).toEqual({ ...title, claimed_reason: 'She wrote so in ticket 404' });
});

test.each([
  ['denied', 'Request 7QKM-2X9D is denied by Anna: not agreed', { decided_by: 'Anna', note: 'not agreed' }],
  ['used', 'Request 7QKM-2X9D is approved by Anna: not agreed', { decided_by: 'Anna', note: 'not agreed' }],
  ['expired', 'Request 7QKM-2X9D has expired', undefined],
] as const)(
  'that a request is %s is told with who and why on the fullest level alone',
  (state, text, facts) => {
    const votes = facts === undefined ? [] : [saying(false, { reason: 'not agreed' })];
    const approval = { ...waiting(), state, votes, settledAt: NOON };
    const said = (detail: 'kind' | 'full') =>
      messageOf(approval, { occasion: 'settled', detail, base: undefined, at: NOON });
    expect(said('full').text).toBe(`${text}\nCancel order 1042 of Anna Schmidt`);
    expect(said('full').facts).toMatchObject(facts ?? { tool: 'whmcs_cancel_order' });
    expect(JSON.stringify(said('kind'))).not.toMatch(/Anna|agreed/);
  },
);

test('a message says no more than its level allows', () => {
  const approval = waiting();
  const said = (detail: 'id' | 'kind' | 'title' | 'full', occasion: 'asked' | 'reminder' = 'asked') => {
    const at = new Date(NOON.getTime() + 300_000);
    const { title, text, url } = messageOf(approval, { occasion, detail, base: 'https://c.example.com', at });
    expect(url).toBe('https://c.example.com/approvals/7QKM-2X9D');
    return `${title}\n${text}`;
  };
  expect(said('id')).toBe('Waits for you: request 7QKM-2X9D\nRequest 7QKM-2X9D. It lapses in 10 minutes.');
  expect(said('kind')).toBe(
    'Waits for you: Cancel order\nRequest 7QKM-2X9D in shop-de. It lapses in 10 minutes.',
  );
  expect(said('title', 'reminder')).toBe(
    'Still waits after 5 minutes: Cancel order 1042 of Anna Schmidt\nRequest 7QKM-2X9D in shop-de. Asked by ann@example.com. It lapses in 10 minutes.',
  );
  expect(said('full')).toContain('The call: whmcs_cancel_order');
});
