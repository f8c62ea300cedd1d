import { expect, test } from 'vitest';
import { transportFor } from '../../src/notify/channels/email.js';
import { deliver } from '../../src/notify/index.js';
import { testMessage } from '../../src/notify/message.js';
import { NOON } from '../approvals/samples.js';
import { openMailServer } from './mail-server.js';
import { settingsFor } from './samples.js';

const MESSAGE = { ...testMessage('https://console.example.com', NOON), title: 'Waits for you: Cancel order' };

function channelTo(server: string, more: object = {}) {
  const { channels } = settingsFor(
    {
      channels: {
        boss: {
          type: 'email',
          server,
          from: 'whmcs-mcp@example.com',
          to: ['boss@example.com', 'duty@example.com'],
          ...more,
        },
      },
    },
    { PASSWORD: 'a password of mail' },
  );
  const channel = channels.get('boss');
  if (channel === undefined) throw new Error('there is no channel');
  return channel;
}

test('a mail reaches all who are named, with the link, by a login where one is set', async () => {
  const { url, mails, logins } = await openMailServer();
  const channel = channelTo(url, { user: 'guard', password_env: 'PASSWORD' });
  expect(await deliver(channel, MESSAGE, { now: NOON })).toEqual({
    ok: true,
    says: 'taken by the mail server',
    retry: false,
  });
  expect(logins).toEqual(['\0guard\0a password of mail']);
  expect(mails).toHaveLength(1);
  expect(mails[0]).toMatchObject({
    from: 'whmcs-mcp@example.com',
    to: ['boss@example.com', 'duty@example.com'],
    data: expect.stringContaining('Subject: Waits for you: Cancel order\r\n'),
  });
  expect(mails[0]?.data).toContain('https://console.example.com/approvals');
  expect(mails[0]?.data).toContain('Auto-Submitted: auto-generated\r\n');
});

test.each([
  ['AUTH', '535 no', { ok: false, says: 'answered 535: user or password is wrong', retry: false }],
  ['RCPT', '550 nobody of that name: boss@example.com', { ok: false, says: 'answered 550', retry: false }],
  ['MAIL', '451 later', { ok: false, says: 'answered 451', retry: true }],
])('a refusal of %s is told by its number alone', async (verb, line, outcome) => {
  const { url, mails } = await openMailServer((command) => (command === verb ? line : undefined));
  const channel = channelTo(url, { user: 'guard', password_env: 'PASSWORD' });
  expect(await deliver(channel, MESSAGE, { now: NOON })).toEqual(outcome);
  expect(mails).toEqual([]);
});

test('a mail server that is not there, or hangs, is told as that', async () => {
  expect(await deliver(channelTo('smtp://127.0.0.1:1'), MESSAGE, { now: NOON })).toMatchObject({
    ok: false,
    says: 'no answer (nothing takes connections there)',
    retry: true,
  });
  const { url } = await openMailServer((command) => (command === 'EHLO' ? '' : undefined));
  expect(await deliver(channelTo(url), MESSAGE, { now: NOON, deadlineMs: 300 })).toEqual({
    ok: false,
    says: 'no answer in time',
    retry: true,
  });
});

test('beyond this machine nothing is said without TLS', () => {
  expect(transportFor({ server: 'smtp://mail.example.com' })).toMatchObject({
    host: 'mail.example.com',
    port: 587,
    secure: false,
    requireTLS: true,
    ignoreTLS: false,
  });
  expect(transportFor({ server: 'smtps://mail.example.com' })).toMatchObject({ port: 465, secure: true });
  expect(transportFor({ server: 'smtp://127.example.com' })).toMatchObject({ requireTLS: true });
});

test.each([
  ['server', 'https://mail.example.com', 'smtp://mail.example.com:587'],
  ['server', 'smtp://guard:secret@mail.example.com', 'without a user or password'],
  ['to', ['boss@example.com', 'boss'], 'must be an e-mail address'],
  ['from', 'Boss <boss@example.com>', 'must be an e-mail address'],
])('a wrong %s is told', (key, value, problem) => {
  expect(() => channelTo('smtp://mail.example.com', { [key]: value })).toThrow(problem);
});
