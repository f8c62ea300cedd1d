import { describe, expect, test, vi } from 'vitest';
import { askAtClient, type Person, waysToDecide, whereOf } from '../../src/approvals/index.js';
import { CHANNELS } from '../../src/terms.js';

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
