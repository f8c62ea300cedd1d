import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesInWords } from '../../src/approvals/index.js';
import { openStore } from '../../src/store/index.js';
import { cancelOrder, RULES } from '../approvals/samples.js';
import { policyFile, temporaryFolder } from '../harness.js';
import { typed } from './terminal.js';

const [PLAN, SINGLE] = ['7QKM-2X9D', '8QKM-2X9D'];

/** A state in which a plan of five lines waits, and a single call. */
async function waiting(approvers = 1) {
  const state = join(temporaryFolder(), 'state.db');
  const lines = ['a', 'b', 'c', 'd', 'e'];
  const store = await openStore(state);
  const now = new Date();
  await store.approvals.open(cancelOrder({ id: PLAN, digest: 'a plan', lines, approvers }), RULES, now);
  await store.approvals.open(cancelOrder({ id: SINGLE }), RULES, now);
  await store.close();
  const env = {
    WHMCS_API_URL: 'http://127.0.0.1:1',
    WHMCS_API_IDENTIFIER: 'identifier',
    WHMCS_API_SECRET: 'secret',
    GUARD_STATE: state,
    GUARD_POLICY: policyFile({ version: '1', default: 'deny' }),
    USER: 'anna',
  };
  return (...argv: string[]) => typed(['approvals', ...argv], env);
}

describe('whmcs-mcp approvals approve', () => {
  test.each([
    [['--not', '4'], [4], 'without line 4'],
    [['--lines', '1-3,5'], [4], 'without line 4'],
    [['--not', '2-4, 1'], [1, 2, 3, 4], 'without lines 1 to 4'],
    [['--lines', '1-5'], undefined, 'approved.'],
  ])('says yes with %j', async (flags, denied, says) => {
    const run = await waiting();
    const answer = await run('approve', PLAN, ...flags, 'not', 'him');
    expect(answer).toMatchObject({ code: 0, out: expect.stringContaining(says) });
    const [vote] = JSON.parse((await run('show', PLAN, '--json')).out).votes;
    expect(vote).toMatchObject({ yes: true, reason: 'not him' });
    expect(vote.denied).toEqual(denied);
  });

  test.each([
    [[PLAN, '--not', '6'], 'from 1 to 5'],
    [[PLAN, '--lines', '0'], 'from 1 to 5'],
    [[PLAN, '--lines', '3-2'], 'from 1 to 5'],
    [[PLAN, '--not', ''], 'from 1 to 5'],
    [[PLAN, '--not', '1,,2'], 'from 1 to 5'],
    [[PLAN, '--not', '1-5'], 'leaves no line'],
    [[PLAN, '--lines', '1', '--not', '2'], 'give one of them'],
    [[SINGLE, '--not', '1'], 'has no lines'],
  ])('decides nothing with %j', async (words, says) => {
    const run = await waiting();
    const [id = '', ...flags] = words;
    const answer = await run('approve', id, ...flags);
    expect(answer.code).not.toBe(0);
    expect(answer.err).toContain(says);
    expect(JSON.parse((await run('show', id, '--json')).out)).toMatchObject({ state: 'pending', votes: [] });
  });

  test('prints what there is for scripts, and takes the flags for no other command', async () => {
    const run = await waiting(2);
    expect(JSON.parse((await run('approve', PLAN, '--not', '5', '--json')).out)).toMatchObject({
      state: 'pending',
      votes: [{ yes: true, denied: [5] }],
    });
    expect((await run('deny', PLAN, '--not', '1')).code).not.toBe(0);
    expect((await run('deny', PLAN)).out).toContain('is denied');
  });
});

test.each([
  [[4], 'line 4'],
  [[2, 1], 'lines 1 and 2'],
  [[1, 2, 3], 'lines 1 to 3'],
  [[9, 1, 3, 2, 5, 6], 'lines 1 to 3, 5, 6 and 9'],
])('%j is said as %s', (lines, words) => expect(linesInWords(lines)).toBe(words));
