import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '../..');

const List = z
  .array(
    z.strictObject({
      file: z.string(),
      find: z.string().min(1),
      replace: z.string(),
      tests: z.array(z.string()).min(1),
    }),
  )
  .min(1);
type Mutation = z.infer<typeof List>[number];

const lists = readdirSync(HERE).filter((name) => name.endsWith('.json'));

/** Why a mutation can't be made, or would show nothing. */
function* faultsOf({ file, find, replace, tests }: Mutation): Generator<string> {
  const missing = [file, ...tests].filter((path) => !existsSync(join(ROOT, path)));
  yield* missing.map((path) => `${path} does not exist`);
  if (find === replace) yield 'it changes nothing';
  if (missing.includes(file)) return;
  const places = readFileSync(join(ROOT, file), 'utf8').split(find).length - 1;
  if (places !== 1) yield `it fits at ${places} places of ${file}`;
}

test.each(lists)('every mutation of %s fits the code as it is', (name) => {
  const mutations = List.parse(JSON.parse(readFileSync(join(HERE, name), 'utf8')));
  const faults = mutations.flatMap((one) =>
    [...faultsOf(one)].map((fault) => `${one.find.trim()}: ${fault}`),
  );
  expect(faults).toEqual([]);
});

test('no mutation stands in the lists twice', () => {
  const all = lists
    .flatMap((name) => List.parse(JSON.parse(readFileSync(join(HERE, name), 'utf8'))))
    .map(({ file, find, replace }) => [file, find, replace].join('\n'));
  expect(all.filter((one, at) => all.indexOf(one) !== at)).toEqual([]);
});
