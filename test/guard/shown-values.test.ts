import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFinder } from '../../src/guard/seen/distinctive.js';
import { createSeenMemory } from '../../src/guard/seen/memory.js';
import { mailOf, type Spelled } from '../../src/guard/seen/spellings.js';
import { openStore, type Store, StoreFault } from '../../src/store/index.js';

// What callers were shown, as a mail that names it will be judged: at once in the process that showed it, and in all others
// once it is written.

type Value = readonly [spelled: Spelled, owner: string];

const finder = () => {
  const find = createFinder();
  return (action: string, result: unknown, whole?: string): Value[] => {
    const values: Value[] = [];
    find(action, result, whole, (spell, text, owner) => {
      const spelled = spell(text);
      if (spelled !== undefined) values.push([spelled, owner]);
    });
    return values;
  };
};

const names = fc.constantFrom(
  'email',
  'Email Address',
  'cc',
  'phonenumber',
  'Address_1',
  'domain',
  'transid',
  'name',
  'note',
  'constructor',
  '__proto__',
);
const texts = fc.constantFrom(
  'anna@mail.example',
  'Anna@MAIL.example',
  'anna&#64;mail.example',
  'ben@mail.example, carl@mail.example',
  '+49 30 555 01234',
  'Lindenallee 12b',
  'shop.example.',
  '{"email": "dora@mail.example", "Phone": "030 5550 9876"}',
  '&#123;"email": "erik@mail.example"}',
  '{"note": "{\\"email\\": \\"fay@mail.example\\"}"}',
  'Berlin',
  '',
);
const scalars = fc.oneof(texts, fc.integer({ min: 0, max: 99_999_999 }), fc.constant(null), fc.boolean());
const owners = fc.record(
  {
    userid: fc.constantFrom(0, 7, '7', 8, 'x', -1),
    clientid: fc.constantFrom(9, '09'),
    id: fc.constantFrom(3, '4'),
    admin: fc.constantFrom('', 'Ben'),
  },
  { requiredKeys: [] },
);
const { record } = fc.letrec<{ record: Record<string, unknown> }>((tie) => ({
  record: fc
    .tuple(
      owners,
      fc.dictionary(
        names,
        fc.oneof({ maxDepth: 3 }, scalars, tie('record'), fc.array(tie('record'), { maxLength: 3 })),
        {
          maxKeys: 4,
        },
      ),
    )
    .map(([one, other]) => ({ ...one, ...other })),
}));
const replies = fc.tuple(
  fc.constantFrom('GetClients', 'GetTicket', 'GetInvoices'),
  fc.record({ items: fc.array(record, { maxLength: 4 }), total: fc.nat() }),
  fc.constantFrom(undefined, '5'),
);

test('a reply tells the same of clients whatever was read before it', () => {
  const warm = finder();
  fc.assert(
    fc.property(replies, ([action, result, whole]) => {
      expect(warm(action, result, whole)).toEqual(finder()(action, result, whole));
    }),
    { numRuns: 1_000 },
  );
});

test('a record tells what its fields tell one by one', () => {
  const find = finder();
  fc.assert(
    fc.property(fc.dictionary(names, scalars), (fields) => {
      const alone = Object.entries(fields).flatMap(([name, value]) =>
        find('GetInvoices', { [name]: value }, '5'),
      );
      expect(find('GetInvoices', { items: [fields] }, '5')).toEqual(alone);
    }),
    { numRuns: 1_000 },
  );
});

const ANNA = { name: 'anna', channel: 'http' };
const BEN = { name: 'ben', channel: 'http' };
const memoryOn = (store: () => Promise<Store>, log: (event: string) => void = () => undefined) =>
  createSeenMemory({
    store,
    installationId: 'here',
    key: 'key',
    log: (_level, event) => log(event),
    now: () => new Date(),
  });

test('whose a value is counts at once in the process that showed it, and in all others once it is written', async () => {
  const shows = fc.array(
    fc.record({
      caller: fc.constantFrom(ANNA, BEN),
      text: fc.constantFrom(
        'a@mail.example',
        'A@mail.example',
        'b@mail.example',
        'c@mail.example',
        'no address',
      ),
      owner: fc.constantFrom('7', '8', 'mail:guest@mail.example'),
      thenWrite: fc.boolean(),
    }),
    { maxLength: 12 },
  );
  const all = ['a', 'b', 'c'].map((name) => `mail:${name}@mail.example`);
  await fc.assert(
    fc.asyncProperty(shows, async (steps) => {
      const store = await openStore('memory');
      const [here, there] = [memoryOn(async () => store), memoryOn(async () => store)];
      const model = new Map<string, Set<string>>();
      const expected = (caller: string) =>
        new Set(
          all.flatMap((spelled) => {
            const its = [...(model.get(`${caller} ${spelled}`) ?? [])];
            return its.length === 1 ? its.map(here.ownerKey) : [];
          }),
        );
      for (const { caller, text, owner, thenWrite } of steps) {
        here.shownTo(caller)(mailOf, text, owner);
        const spelled = mailOf(text);
        const key = `${caller.name} ${spelled}`;
        if (spelled !== undefined) model.set(key, (model.get(key) ?? new Set()).add(owner));
        expect(await here.ownersOf(caller, all)).toEqual(expected(caller.name));
        if (thenWrite) await here.written();
      }
      await here.written();
      for (const caller of [ANNA, BEN])
        expect(await there.ownersOf(caller, all)).toEqual(expected(caller.name));
      await store.close();
    }),
    { numRuns: 60 },
  );
});

test('what this process wrote down is not written again, and a new owner of it is', async () => {
  const store = await openStore('memory');
  const kept: number[] = [];
  const { callerMemory } = store;
  const counting: Store = {
    ...store,
    callerMemory: {
      find: callerMemory.find.bind(callerMemory),
      keep: (of, kind, entries, ...rest) => {
        kept.push(entries.length);
        return callerMemory.keep(of, kind, entries, ...rest);
      },
    },
  };
  const memory = memoryOn(async () => counting);
  const show = async (owner: string, ...shown: string[]) => {
    for (const text of shown) memory.shownTo(ANNA)(mailOf, text, owner);
    await memory.written();
  };
  await show('7', 'a@mail.example', 'b@mail.example', 'b@mail.example');
  await show('7', 'a@mail.example', 'b@mail.example');
  expect(kept).toEqual([2]);
  await show('8', 'a@mail.example');
  await show('9', 'a@mail.example');
  expect(kept).toEqual([2, 1]);
  expect(await memory.ownersOf(ANNA, ['mail:a@mail.example', 'mail:b@mail.example'])).toEqual(new Set(['7']));
  await store.close();
});

test('what a state does not take counts here all the same, and is written once it takes it', async () => {
  const store = await openStore('memory');
  let isBroken = true;
  const events: string[] = [];
  const broken = async () => {
    throw new StoreFault('full', 'no room');
  };
  const { callerMemory } = store;
  const halting: Store = {
    ...store,
    callerMemory: {
      find: callerMemory.find.bind(callerMemory),
      keep: (...args) => (isBroken ? broken() : callerMemory.keep(...args)),
    },
  };
  const memory = memoryOn(
    async () => halting,
    (event) => events.push(event),
  );
  memory.shownTo(ANNA)(mailOf, 'a@mail.example', '7');
  await memory.written();
  expect(events).toEqual(['seen.unkept']);
  expect(await memory.ownersOf(ANNA, ['mail:a@mail.example'])).toEqual(new Set(['7']));
  isBroken = false;
  await memory.written();
  expect(await memoryOn(async () => store).ownersOf(ANNA, ['mail:a@mail.example'])).toEqual(new Set(['7']));
  await store.close();
});
