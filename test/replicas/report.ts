import { countBy, type Kind, type Made } from './ledger.js';
import type { Ran } from './run.js';
import type { Stage } from './stage.js';
import { writesIn } from './verdict.js';

/** Half of the calls that were done took less than the first, 99 of 100 less than the second. */
function percentiles(made: readonly Made[], kind: Kind): readonly (number | undefined)[] {
  const took = made
    .filter((call) => call.kind === kind && call.outcome === 'done')
    .map(({ began, ended }) => ended - began)
    .toSorted((one, other) => one - other);
  return [0.5, 0.99].map((share) => took[Math.floor(took.length * share)]);
}

/** What a run was like, for people. */
export function print(title: string, { ledger, whmcs, options }: Stage, ran: Ran): void {
  const { made } = ledger;
  const outcomes = (calls: typeof made) => countBy(calls, ({ kind, outcome }) => `${kind}: ${outcome}`);
  const figures = {
    clients: options.clients,
    seconds: Math.round(ran.seconds),
    calls: made.length,
    'calls a second': Math.round(made.length / ran.seconds),
    outcomes: outcomes(made),
    'why no answer came': countBy(
      made.filter(({ outcome }) => outcome === 'lost'),
      ({ text }) => text.slice(0, 90),
    ),
    'a read, ms': percentiles(made, 'read'),
    'a write, ms': percentiles(made, 'free'),
    'begun while the state was away': ran.away === undefined ? {} : outcomes(ledger.within(ran.away)),
    'writes that reached WHMCS': writesIn(whmcs.arrivals).length,
    'replicas killed': ran.kills,
    'approved and used': ran.duels,
    'longest time a client got no answer, ms': ledger.longestOutageMs,
    'longest time a client could not write, ms': ledger.longestWriteOutageMs,
  };
  process.stdout.write(`${title}: ${JSON.stringify(figures, null, 2)}\n`);
}
