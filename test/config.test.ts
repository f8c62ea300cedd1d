import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readConfig, secretsOf } from '../src/config/index.js';

const WHMCS = {
  WHMCS_API_URL: 'https://billing.example.com',
  WHMCS_API_IDENTIFIER: 'an-identifier',
  WHMCS_API_SECRET: 'a-secret',
};

const read = (state: string) =>
  readConfig({ ...WHMCS, GUARD_STATE: state }, { destructiveTools: [], state: 'memory' });

describe('GUARD_STATE', () => {
  test.each([
    ['postgres://guard:hunter2@db.example.com/state', ['hunter2']],
    ['postgresql://guard:a%23b%40c@db.example.com/state', ['a%23b%40c', 'a#b@c']],
    ['postgres:///state?host=/run/postgresql&user=guard&password=hunter2', ['hunter2']],
    ['POSTGRES://guard:hunter2@db.example.com', ['hunter2']],
    ['postgres://', []],
    ['postgres://db.example.com/state', []],
    ['/var/lib/guard:x@/state.db', []],
    ['memory', []],
  ])('%s has the secrets %j, and can not be printed', (state, secrets) => {
    const answer = read(state);
    if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
    const { config } = answer;
    expect(secretsOf(config)).toEqual(['an-identifier', 'a-secret', ...secrets]);
    const printed = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)} ${config.guard.state}`;
    for (const secret of secrets) expect(printed).not.toContain(secret);
    expect(config.guard.state.reveal()).toBe(state.replace(/^postgres(ql)?:/i, 'postgres:'));
  });

  test.each(['mysql://guard:hunter2@db.example.com/state', 'postgres://guard:hun#ter2@db.example.com/state'])(
    '%s is refused, and not repeated',
    (state) => {
      const answer = read(state);
      expect(answer).toMatchObject({ problems: [{ variable: 'GUARD_STATE' }] });
      expect(JSON.stringify(answer)).not.toContain('ter2');
    },
  );
});
