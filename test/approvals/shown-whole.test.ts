import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { type ElicitRequest, ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { cookieIn, post } from '../console/running-console.js';
import { CREDENTIALS } from '../recorder.js';
import { HOSTILE, isToldWhole, SECRET } from './hostile-texts.js';
import { type Installation, idIn, openConsole, openInstallation } from './installation.js';

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
  // What a server looks at by itself sends calls, too.
  const installation = await openInstallation(askFor({}), { GUARD_START_CHECKS: 'false' });
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

test('it is what a form has shown, or that says that it is cut and where the whole is', async () => {
  const installation = await openInstallation(askFor({ channels: ['elicitation', 'cli'] }), {
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
  for (const [index, [what, message]] of HOSTILE.entries())
    expect(isToldWhole(String(forms[index]?.message), message), what).toBe(true);
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
