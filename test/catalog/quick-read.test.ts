import fc from 'fast-check';
import { expect, test } from 'vitest';
import { everyTool } from '../every-tool.js';

// Most calls are read past their schema. An argument that a client adds for itself is left out only by the longer way, and
// so shows what that makes of the same call.

const STRANGE: readonly unknown[] = [
  '',
  ' ',
  'x',
  'a\0b',
  '\ud800',
  'x'.repeat(256),
  'x'.repeat(70_000),
  'anna@mail.example',
  'mail.example',
  '2026-02-28',
  '2026-02-30',
  '12.50',
  '5',
  'TRUE',
  0,
  -0,
  1,
  -1,
  1.5,
  250,
  251,
  2 ** 53,
  1e300,
  Number.NaN,
  true,
  false,
  null,
  undefined,
  [],
  ['id'],
  [1, 2],
  ['anna@mail.example'],
  [null],
  {},
  { a: 'b' },
];

const tools = [...everyTool().values()];
const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom('without', ...STRANGE.keys())), { maxLength: 2 });

/** Sample arguments with a few of them replaced, added or left out. */
const calls = fc
  .tuple(fc.constantFrom(...tools), fc.boolean(), changes, fc.integer({ min: 0, max: 9 }))
  .map(([tool, most, changed, unknown]) => {
    const args: Record<string, unknown> = { ...(most ? tool.sample.most : tool.sample.least) };
    for (const [at, change] of changed) {
      const name = tool.args[at % tool.args.length];
      if (name === undefined) continue;
      if (change === 'without') delete args[name];
      else args[name] = STRANGE[Number(change)];
    }
    if (unknown === 0) args.unknown = 1;
    return { tool, args };
  });

test('a call is read as its schema reads it, refusals and the order of arguments included', () => {
  let read = 0;
  fc.assert(
    fc.property(calls, ({ tool, args }) => {
      const quickly = tool.parse(args);
      const strictly = tool.parse({ ...args, wait_for_previous: true });
      if ('values' in quickly) read += 1;
      if ('unknown' in args) expect(quickly).toHaveProperty('problems');
      expect(quickly).toEqual(strictly);
      expect(JSON.stringify(quickly)).toBe(JSON.stringify(strictly));
    }),
    { numRuns: 4_000 },
  );
  expect(read).toBeGreaterThan(1_000);
});

test('what was read holds no list of the caller’s', () => {
  const fields = ['id'];
  const read = everyTool().get('whmcs_get_clients')?.parse({ fields });
  expect(read).toEqual({ values: { fields: ['id'] } });
  fields.push('email');
  expect(read).toEqual({ values: { fields: ['id'] } });
});
