import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { askAtClient, openChannels, type Person, waysToDecide, whereOf } from '../../src/approvals/index.js';
import { readConfig, secretsOf } from '../../src/config/index.js';
import { CHANNELS } from '../../src/terms.js';
import { openApprovals } from './open-approvals.js';
import { isSigned, openReceiver } from './webhook-receiver.js';

const CONSOLE = 'https://console.example.com';

/** A request that one may try to put before the person at a client. */
const asking = (person: Person, consoleUrl?: string) => ({
  id: '7QKM-2X9D',
  text: 'Request 7QKM-2X9D',
  person,
  consoleUrl,
  signal: new AbortController().signal,
  timeoutMs: 1000,
});

describe('asking at the client', () => {
  const form = vi.fn(async () => 'approve' as const);
  const offerPage = vi.fn(async () => undefined);

  test.each([
    ['a form goes before a page', CHANNELS, { form, offerPage }, CONSOLE, 'elicitation', 'approve'],
    [
      'a form that the policy does not take is not shown',
      ['console'],
      { form, offerPage },
      CONSOLE,
      'console',
      'nothing',
    ],
    ['a client without forms is offered the page', CHANNELS, { offerPage }, CONSOLE, 'console', 'nothing'],
    [
      'no page is offered where no console runs',
      ['console', 'cli'],
      { offerPage },
      undefined,
      undefined,
      undefined,
    ],
    ['a client that can show nothing is not asked', CHANNELS, {}, CONSOLE, undefined, undefined],
    [
      'a channel of another version asks nobody',
      ['pigeon'],
      { form, offerPage },
      CONSOLE,
      undefined,
      undefined,
    ],
  ] as const)('%s', async (_, channels, person, consoleUrl, channel, answer) => {
    const asked = askAtClient(channels, asking(person, consoleUrl));
    expect(asked?.channel).toBe(channel);
    expect(await asked?.answer).toBe(answer);
  });
});

test('the agent is told the ways in which the operator can decide, and no other', () => {
  expect(waysToDecide('7QKM-2X9D', ['console', 'elicitation', 'cli'], CONSOLE)).toEqual([
    `at ${CONSOLE}/approvals/7QKM-2X9D`,
    'with whmcs-mcp approvals approve 7QKM-2X9D',
  ]);
  expect(waysToDecide('7QKM-2X9D', ['console', 'pigeon', 'toString'], undefined)).toEqual([]);
});

test('a channel that this version does not know is named as it is', () => {
  expect(whereOf('cli')).toBe('on the command line');
  expect(whereOf('pigeon')).toBe('by pigeon');
  expect(whereOf('constructor')).toBe('by constructor');
});

describe('settings of the webhook', () => {
  const read = (env: Record<string, string>) =>
    readConfig(
      {
        WHMCS_API_URL: 'https://billing.example.com',
        WHMCS_API_IDENTIFIER: 'identifier',
        WHMCS_API_SECRET: 'secret',
        ...env,
      },
      { destructiveTools: [], state: 'memory' },
    );
  const URL = { GUARD_APPROVAL_WEBHOOK: 'https://hooks.example.com/1' };
  const KEY = { GUARD_APPROVAL_WEBHOOK_SECRET: 'sixteen letters!' };
  const SECRET = 'GUARD_APPROVAL_WEBHOOK_SECRET';

  test.each([
    ['an address without a key', URL, SECRET, 'is missing'],
    ['a key that is too short', { ...URL, [SECRET]: 'short' }, SECRET, 'at least 16 characters'],
    ['a short key without an address', { [SECRET]: 'short' }, SECRET, 'at least 16 characters'],
    [
      'no address',
      { ...KEY, GUARD_APPROVAL_WEBHOOK: 'hooks' },
      'GUARD_APPROVAL_WEBHOOK',
      'must be an address',
    ],
  ])('%s stops the start, with one problem', (_, env, variable, message) => {
    const result = read(env);
    expect(result).toEqual({
      problems: [{ variable, message: expect.stringContaining(message) }],
      warnings: [],
    });
    expect(JSON.stringify(result)).not.toContain('short"');
  });

  test('its key is withheld everywhere, and neither it nor the address can be printed', () => {
    const result = read({ ...URL, ...KEY });
    if ('problems' in result) throw new Error('refused');
    expect(secretsOf(result.config)).toContain(KEY.GUARD_APPROVAL_WEBHOOK_SECRET);
    const printed = JSON.stringify(result.config);
    expect(printed).not.toContain('sixteen');
    expect(printed).not.toContain('hooks.example.com');
  });

  test('without an address it is off', () => {
    const result = read(KEY);
    if ('problems' in result) throw new Error('refused');
    expect(result.config.approval.channels).toEqual({});
  });
});

test('channels are opened where their settings are given, and only then', async () => {
  const receiver = await openReceiver();
  const open = (settings: Record<string, Record<string, string>>) => {
    const channels = openChannels({
      settings,
      consoleUrl: async () => CONSOLE,
      decide: async () => ({ counted: false, why: 'unknown' }),
      log: () => undefined,
    });
    onTestFinished(async () => void (await Promise.all(channels.map((channel) => channel.close()))));
    return channels;
  };
  expect(open({})).toEqual([]);
  const listeners = open({ webhook: { url: receiver.url, secret: 'sixteen letters!' } });
  const { ask } = await openApprovals({ listeners });
  const { id } = await ask();
  await receiver.until(1);
  expect(receiver.received[0]?.body).toMatchObject({ id, event: 'asked', url: `${CONSOLE}/approvals/${id}` });
  expect(receiver.received[0] && isSigned(receiver.received[0], 'sixteen letters!')).toBe(true);
});
