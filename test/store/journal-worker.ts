import { type Entry, openStore } from '../../src/store/index.js';

/** A process that appends to the journal of the state named first, and says of each entry that it stands. */
const [path = '', name = '', count = '0'] = process.argv.slice(2);

// A busy machine must not end the wait for the lock.
const store = await openStore(path, { patienceMs: 120_000 });
process.send?.('ready');
await new Promise((go) => process.once('message', go));

/** Every third waits for the disk, as an intent does. */
const append = (n: number): Promise<Entry> =>
  store.journal.append(
    { kind: 'call', call: `${name}-${n}`, at: new Date(), body: { tool: 'whmcs_get_stats', n } },
    { durable: n % 3 === 0 },
  );

await Promise.all(
  Array.from({ length: Number(count) }, async (_none, n) => {
    const { seq, call } = await append(n);
    process.send?.({ seq, call });
  }),
);
await store.close();
process.disconnect();
