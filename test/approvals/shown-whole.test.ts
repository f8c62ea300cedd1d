import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { type ElicitRequest, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { cookieIn, post } from '../console/running-console.js';
import { CREDENTIALS } from '../recorder.js';
import { type Installation, idIn, openConsole, openInstallation } from './installation.js';
import { openReceiver } from './webhook-receiver.js';

const SECRET = 'pay 900 EUR at https://evil.example.com/login';

/** Texts that hide a part of themselves from whoever reads carelessly, and one that is just long. */
const HOSTILE: readonly (readonly [string, string])[] = [
  ['what looks like a credential', `Dear customer, your one-time password: [${SECRET}]\nRegards`],
  ['what looks like one in JSON', `"password":"${SECRET}","token":"${'A1b2'.repeat(10)}"`],
  ['quotes and backslashes', `“a” "b" 'c' \\"d\\" \\n \\u200b \`e\``],
  [
    'markdown',
    `**Password:** \`${SECRET}\`\n\n> quoted\n- item\n| a | b |\n[click](https://evil.example.com)`,
  ],
  ['an HTML comment', `Hello <!-- ${SECRET} --> bye <b>&lt;b&gt; &amp;amp;</b>`],
  [
    'direction marks and zero-width signs',
    `safe \u202E${SECRET}\u2066 a\u200Bb\u00AD\u{E0041} ⟨U+200B⟩ ‹U+200B›`,
  ],
  ['lines that look like ours', `ok\n\nRequest AAAA-AAAA: harmless\n  | - message: "no"\r\n\tend`],
  ['marks piled up', `a${'\u0301'.repeat(20)}b`],
  ['a long body with its point at the end', `${'Thank you for your patience. '.repeat(2_000)}${SECRET}`],
  ['100 kB of umlauts', `${'äöü '.repeat(14_000)}${SECRET}`],
];

const askFor = (rule: object) => ({
  version: '1',
  default: 'allow',
  tools: { whmcs_add_ticket_note: { require_approval: rule } },
});

const note = (message: string) => ['whmcs_add_ticket_note', { ticketid: 404, message }] as const;

const spelledBack = (text: string) =>
  text.replace(/⟨U\+([0-9A-F]+)⟩/g, (_all, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));

/** The message as the command line shows it, told back from what is printed. */
function fromTerminal(printed: string): string {
  const lines = printed.split('\n');
  const at = lines.findIndex((line) => line.startsWith('- message: '));
  const first = lines[at]?.slice('- message: '.length) ?? '';
  if (first !== '') return JSON.parse(first);
  const after = lines.slice(at + 1);
  const end = after.findIndex((line) => !line.startsWith('  | '));
  return spelledBack(
    after
      .slice(0, end)
      .map((line) => line.slice(4))
      .join('\n'),
  );
}

/** The same out of a page. */
function fromPage(page: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  const shown = /<dt>message<\/dt><dd[^>]*>(?:<p.*<\/p>\s*<div[^>]*>)?([^<]*)</.exec(page)?.[1] ?? '';
  return spelledBack(shown.replace(/&(\w+|#39);/g, (all, name) => entities[name] ?? all));
}

const jsonLine = (text: string) => /^- message: (.*)$/m.exec(text)?.[1] ?? '';

/** The same out of a message to a chat. */
const fromChat = (text: string): string =>
  JSON.parse(jsonLine(text).replaceAll('‹', '<').replaceAll('›', '>'));

const received = (installation: Installation): string[] =>
  installation.arrived('AddTicketNote').map(({ params }) => String(params.message));

/** Reads pages of the console as somebody who is signed in. */
async function signedIn(installation: Installation): Promise<(path: string) => Promise<string>> {
  const { url, link } = await openConsole(installation);
  const token = new URL(link).searchParams.get('token') ?? '';
  const cookie = cookieIn(await post(url, '/sign-in', { token }));
  return async (path) => (await fetch(`${url}${path}`, { headers: { cookie } })).text();
}

test('what WHMCS receives is what the command line and the console have shown', async () => {
  const installation = await openInstallation(askFor({}));
  const page = await signedIn(installation);
  const agent = await installation.agent();
  for (const [what, message] of HOSTILE) {
    const id = idIn(await agent.call(...note(message)));
    const printed = (await installation.command('approvals', 'show', id)).out;
    expect(fromTerminal(printed), what).toBe(message);
    expect(fromPage(await page(`/approvals/${id}`)), what).toBe(message);
    await installation.command('approvals', 'approve', id);
    expect((await agent.call(...note(message))).isError, what).toBe(false);
  }
  expect(received(installation)).toEqual(HOSTILE.map(([, message]) => message));
}, 90_000);

test('it is what a form and a receiver were told, or they say that it is cut and where the whole is', async () => {
  const receiver = await openReceiver();
  const installation = await openInstallation(askFor({ channels: ['elicitation', 'cli'] }), {
    GUARD_APPROVAL_WEBHOOK: receiver.url,
    GUARD_APPROVAL_WEBHOOK_SECRET: 'a key of sixteen signs',
    GUARD_APPROVAL_WAIT: '60',
  });
  const forms: ElicitRequest['params'][] = [];
  const client = new Client({ name: 'forms', version: '1.0.0' }, { capabilities: { elicitation: {} } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    forms.push(params);
    return { action: 'accept', content: { decision: 'approve' } };
  });
  const agent = await installation.agent({}, client);
  for (const [what, message] of HOSTILE) {
    expect((await agent.call(...note(message))).isError, what).toBe(false);
  }
  expect(received(installation)).toEqual(HOSTILE.map(([, message]) => message));
  // Asked, approved and used, each.
  await receiver.until(3 * HOSTILE.length);
  const told = receiver.received.filter(({ body }) => body.event === 'asked');
  for (const [index, [what, message]] of HOSTILE.entries()) {
    const chat = String(told[index]?.body.text);
    const form = String(forms[index]?.message);
    if (message.length < 900) {
      expect(fromChat(chat), what).toBe(message);
      expect(JSON.parse(jsonLine(form)), what).toBe(message);
      continue;
    }
    for (const text of [chat, form]) {
      expect(jsonLine(text), what).toMatch(/… \(\d\d,\d\d\d more characters\)$/);
      expect(text, what).toMatch(/NOT ALL OF THE CALL IS SHOWN HERE.*approvals show [\w-]+ prints it/);
    }
  }
});

test('our own credential and what the row calls secret are shown to nobody', async () => {
  const installation = await openInstallation({
    version: '1',
    default: 'allow',
    classes: { write: { require_approval: {} } },
  });
  const agent = await installation.agent();
  const { secret } = installation.sandbox.credentials;
  const ids = [
    idIn(await agent.call(...note(`see ${secret}, and ${CREDENTIALS.secret}`))),
    idIn(
      await agent.call('whmcs_add_client', {
        firstname: 'Ada',
        lastname: 'Example',
        email: 'ada@example.com',
        password2: 'a word that the row calls secret',
        skipvalidation: true,
      }),
    ),
  ];
  const shown = await Promise.all(
    ids.map(async (id) => (await installation.command('approvals', 'show', id)).out),
  );
  expect(shown.join()).not.toContain(secret);
  expect(shown.join()).not.toContain('a word that the row');
  expect(shown[0]).toContain(`see [withheld], and ${CREDENTIALS.secret}`);
});

describe('where the policy wants a preview', () => {
  test('what is too long for the only channel is refused', async () => {
    const installation = await openInstallation(askFor({ preview: 'required', channels: ['elicitation'] }));
    const agent = await installation.agent();
    const answer = await agent.call(...note('x'.repeat(5_000)));
    expect(answer.code).toBe('policy_denied');
    expect(answer.text).toContain('too long for the only channels');
    expect((await agent.call(...note('short'))).code).toBe('approval_required');
  });

  test('a file that is no text is refused, and one that is text is shown', async () => {
    const installation = await openInstallation(askFor({ preview: 'required' }));
    const agent = await installation.agent();
    const withFile = (data: Buffer) =>
      agent.call('whmcs_add_ticket_note', {
        ticketid: 404,
        message: 'See the file.',
        attachments: [{ name: 'a.txt', data: data.toString('base64') }],
      });
    const refused = await withFile(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]));
    expect(refused.code).toBe('policy_denied');
    expect(refused.text).toContain("can't read all of attachments");
    const id = idIn(await withFile(Buffer.from(`first line\n${SECRET}\n`)));
    expect((await installation.command('approvals', 'show', id)).out).toContain(SECRET);
  });
});
