import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALLOW_ALL, done, inProcess, policyFile } from '../harness.js';
import { catalogue, recorder, sampleReplies } from '../recorder.js';
import { samples } from '../samples.js';

const tool = fc.constantFrom(...catalogue.tools.map((entry) => entry.tool));

/** Keys and values that have broken programs before, next to the arguments that a tool has. */
const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'action',
    'identifier',
    'a[b]',
    '',
    ' ',
    '\u0000',
    '\ud800',
  ),
  fc.string(),
);
const json = fc.jsonValue({ maxDepth: 4 });
const nasty = fc.oneof(
  json,
  fc.constantFrom(
    '\ud800',
    '\u0000',
    '1e309',
    'NaN',
    '-0',
    '１０',
    '"'.repeat(50),
    'x'.repeat(70_000),
    9e99,
    -1,
    0.1 + 0.2,
  ),
);

test('no arguments make the server fail: each call is answered, and what is wrong is refused', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), LOG_LEVEL: 'silent' });
  const args = fc.tuple(tool, fc.dictionary(key, nasty, { maxKeys: 4 }), fc.boolean(), nasty);
  await fc.assert(
    fc.asyncProperty(args, async ([name, extra, withSample, value]) => {
      const least = samples[name]?.least ?? {};
      const first = Object.keys(least)[0];
      const spoilt = withSample && first !== undefined ? { ...least, [first]: value } : {};
      const answer = await agent.call(name, { ...spoilt, ...extra });
      expect(answer.code ?? 'done').not.toBe('internal');
      expect(answer.text).not.toContain('secret-9f');
    }),
    { numRuns: 600 },
  );
  done(await agent.call('whmcs_get_stats'));
}, 60_000);

test('no reply of WHMCS makes the server fail', async () => {
  const whmcs = await recorder();
  const agent = await inProcess({
    ...whmcs.env,
    GUARD_POLICY: policyFile(ALLOW_ALL),
    WHMCS_CONCURRENCY: '32',
    LOG_LEVEL: 'silent',
  });
  const reads = catalogue.tools.filter((entry) => entry.riskClass === 'read');
  const spoil = (sample: Record<string, unknown>, at: number, value: unknown) => {
    const keys = Object.keys(sample);
    const name = keys[at % Math.max(1, keys.length)] ?? 'x';
    return { ...sample, [name]: value, result: 'success' };
  };
  const cases = fc.tuple(fc.constantFrom(...reads), fc.nat(20), json);
  await fc.assert(
    fc.asyncProperty(cases, async ([entry, at, value]) => {
      whmcs.answers.set(entry.action, spoil(sampleReplies[entry.action] ?? {}, at, value));
      const answer = await agent.call(entry.tool, samples[entry.tool]?.least);
      expect(answer.code ?? 'done').not.toBe('internal');
      whmcs.answers.delete(entry.action);
    }),
    { numRuns: 300 },
  );
}, 60_000);
