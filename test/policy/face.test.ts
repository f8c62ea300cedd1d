import { describe, expect, test } from 'vitest';
import { limitsOf, repeatAfter } from '../../src/policy/index.js';
import { ask, type Document, policyOf } from './desk.js';

describe('how long the same write again counts as a duplicate', () => {
  const document: Document = {
    classes: { write: { repeat_after: 600 }, financial: { repeat_after: 0 }, execute: {} },
    tools: { reply: { repeat_after: 30 }, pay: {}, wipe: { repeat_after: 86_400 } },
  };
  test.each([
    ['reply', 30],
    ['pay', 0],
    ['wipe', 86_400],
    ['accept', undefined],
    ['look', undefined],
    ['nobody', undefined],
    ['constructor', undefined],
  ])('%s: %s', (tool, seconds) => {
    expect(repeatAfter(policyOf(document), tool)).toBe(seconds);
  });

  test('it says when, and changes no answer', () => {
    for (const [tool, without] of [
      ['reply', { classes: { write: {} }, tools: { reply: {} } }],
      ['wipe', { tools: { wipe: {} } }],
    ] as const) {
      const [before, after] = [ask(without, tool), ask(document, tool)];
      expect({ ...after, revision: '' }).toEqual({ ...before, revision: '' });
    }
  });

  test('it lists its tool, as every entry does', () => {
    expect(ask({ tools: { pay: { repeat_after: 60 } } }, 'pay').outcome).toBe('allow');
  });
});

describe('all limits of a policy', () => {
  const limit = (counter: string, rest: Document = {}) => ({ counter, window: 'day', max: 5, ...rest });
  const limits = (document: Document) => limitsOf(policyOf(document));

  test('a limit with what it counts, for whom, and what it says', () => {
    const spent = limit('spent', {
      window: 'month',
      max: '0500.00',
      scope: 'install',
      increment_from: 'money.amount',
      on_deny: 'Enough.',
    });
    expect(limits({ tools: { pay: { limits: [spent] } } })).toEqual([
      {
        id: '/tools/pay/limits/0',
        counter: 'spent',
        window: { calendar: 'month' },
        max: '500',
        scope: 'install',
        message: 'Enough.',
        amount: 'money.amount',
        tools: ['pay'],
      },
    ]);
  });

  test('of a class: once for all its tools, or once for each where its counter names the tool', () => {
    const document = {
      classes: {
        read: { limits: [limit('reads'), limit('{tool}_rate')], rate_limit: { max: 9, window: 60 } },
      },
    };
    expect(limits(document).map(({ id, counter, tools }) => [id, counter, tools])).toEqual([
      ['/classes/read/limits/0', 'reads', ['look', 'read_ticket']],
      ['/classes/read/limits/1', 'look_rate', ['look']],
      ['/classes/read/rate_limit', '/classes/read/rate_limit look', ['look']],
      ['/classes/read/limits/1', 'read_ticket_rate', ['read_ticket']],
      ['/classes/read/rate_limit', '/classes/read/rate_limit read_ticket', ['read_ticket']],
    ]);
  });

  test('of all tools: one rate for all of them', () => {
    const [rate, ...others] = limits({ all_tools: { rate_limit: { max: 9, window: 60 } } });
    expect(others).toEqual([]);
    expect(rate).toMatchObject({ window: { slidingSeconds: 60 }, max: '9', scope: 'grant' });
    expect(rate?.tools).toEqual(['look', 'read_ticket', 'reply', 'accept', 'pay', 'wipe']);
  });

  test('of a grant: with its name, over the tools that it reaches', () => {
    const grants = {
      ann: { classes: ['read'], limits: [limit('calls')] },
      desk: { tools: ['look'], limits: [limit('calls', { max: 1 })] },
    };
    expect(limits({ grants }).map(({ grant, max, tools }) => [grant, max, tools])).toEqual([
      ['ann', '5', ['look', 'read_ticket']],
      ['desk', '1', ['look']],
    ]);
  });

  test('rules that share a counter are each there, so that the tightest can be told', () => {
    const document = {
      all_tools: { limits: [limit('c', { max: 50 })] },
      tools: { look: { limits: [limit('c')] } },
    };
    expect(limits(document).map(({ id, counter, max }) => [id, counter, max])).toEqual([
      ['/tools/look/limits/0', 'c', '5'],
      ['/all_tools/limits/0', 'c', '50'],
    ]);
  });

  test('whatever a call claims is among them, under the same counter', () => {
    const document = {
      default: 'allow',
      all_tools: { limits: [limit('calls')], rate_limit: { max: 9, window: 60 } },
      classes: { read: { limits: [limit('{tool}_rate')] } },
      grants: { desk: { callers: ['local'], limits: [limit('own', { scope: 'client' })] } },
    };
    const known = limits(document);
    for (const tool of ['look', 'pay']) {
      const claims = ask(document, tool, { client: 7 }).limits;
      expect(claims.length).toBeGreaterThan(2);
      for (const { id, counter, window, max } of claims) {
        expect(known).toContainEqual(expect.objectContaining({ id, counter, window, max }));
        expect(known.find((one) => one.id === id && one.counter === counter)?.tools).toContain(tool);
      }
    }
  });

  test('a policy without limits has none', () => {
    expect(limits({ default: 'allow' })).toEqual([]);
  });
});
