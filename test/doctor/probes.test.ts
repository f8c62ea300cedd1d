import { expect, test } from 'vitest';
import { kindOf } from '../../src/catalog/index.js';
import { openProbing, PROBES, type ProbeName } from '../../src/whmcs/probing/index.js';
import { sandboxed } from '../harness.js';
import { documented } from '../recorder.js';

const names = Object.keys(PROBES) as ProbeName[];

const secret = (text: string) => ({ reveal: () => text });

async function probing(options = {}) {
  const sandbox = await sandboxed(options);
  const { identifier, secret: key } = sandbox.credentials;
  const client = openProbing({
    url: sandbox.url,
    allowHttp: false,
    credentials: { identifier: secret(identifier), secret: secret(key) },
    concurrency: 4,
    ratePerSecond: 0,
    maxTries: 1,
  });
  return { sandbox, client };
}

test('no probe changes anything, and every write is answered with an error', async () => {
  const { sandbox, client } = await probing();
  const before = JSON.stringify([sandbox.state, sandbox.mails]);
  const succeeded: string[] = [];
  for (const name of names) {
    const reply = await client.probe(name).catch(() => undefined);
    if (reply !== undefined && PROBES[name].kind === 'write') succeeded.push(name);
  }
  expect(succeeded).toEqual([]);
  expect(sandbox.requests.filter(({ effect }) => effect)).toEqual([]);
  expect(JSON.stringify([sandbox.state, sandbox.mails])).toBe(before);
  expect(sandbox.requests.map(({ action }) => action)).toEqual(names);
});

// The vendor documents what such a call is answered with: a record that is not there, or an argument that is missing.
const PROMISED = /not found|is required|you must provide|you did not enter/i;

test('each write is one that the documentation answers with an error', () => {
  for (const name of names.filter((one) => PROBES[one].kind === 'write')) {
    const { errors, params } = documented[name] ?? { errors: [], params: [] };
    expect(
      errors.some((error) => PROMISED.test(error)),
      name,
    ).toBe(true);
    // Beside the record that can't exist nothing is given that would be needed, or that says what to do.
    const given = Object.entries(PROBES[name].params);
    const missing = params.filter(({ name: one, required }) => required && !(one in PROBES[name].params));
    const namesNobody = given.some(([key, value]) => /id$/.test(key) && value === 2_147_483_647);
    // Of a mail either of two is needed, which the page says by its error alone.
    const lacksEither = given.length === 0 && errors.some((error) => /you must provide either/i.test(error));
    expect(namesNobody || missing.length > 0 || lacksEither, name).toBe(true);
    expect(
      given.every(([key]) => params.some((param) => param.name === key)),
      name,
    ).toBe(true);
  }
});

test('reads and writes are what the table of risks says they are', () => {
  for (const name of names) {
    const kind = kindOf(name);
    if (kind !== undefined) expect(PROBES[name].kind, name).toBe(kind);
    else expect(name, 'what no tool calls is a read').toMatch(/^(Get|Whmcs)/);
  }
});

test('a client for probes sends nothing else', async () => {
  const { sandbox, client } = await probing();
  expect(Object.keys(client).sort()).toEqual(['activityOf', 'clock', 'close', 'probe']);
  await expect(client.probe('AddCredit' as ProbeName)).rejects.toThrow(TypeError);
  await expect(client.probe('constructor' as ProbeName)).rejects.toThrow(TypeError);
  await expect(client.activityOf('2026-01-01&action=DeleteClient')).rejects.toThrow(TypeError);
  expect(sandbox.requests).toEqual([]);
});

test('a write that gets no answer is not sent again', async () => {
  const { sandbox, client } = await probing();
  sandbox.misbehave({ kind: 'reset-before' });
  await expect(client.probe('DeleteOrder')).rejects.toThrow('not known');
  expect(sandbox.requests).toHaveLength(1);
});
