import type { InTurn, Parsed, ReadFirst, Stage } from '../call.js';
import { type End, unsent, withMore } from '../call.js';
import type { CallReads, Judge } from '../decision/judge.js';
import { namedRecords } from '../decision/named-records.js';
import { callKey } from '../journal/duplicates.js';
import { type Failure, failure } from '../outcome.js';
import { type Granted, TooBusy, type TurnPorts, turnWithIntent, waitForTurn } from '../sending/turn.js';

interface Ports extends TurnPorts {
  judge: Judge;
  installationId: string;
}

/** A record that changes hands at each look is none that a caller can wait for. */
const MOST_OWNERS = 3;

/** More than two clocks drift apart by in the minutes that a lease is remembered. */
const DRIFT_MS = 250;

/**
 * Makes a write wait until it is alone: with calls exactly like it, its client, each record it names, and what its row adds. Whose
 * record it names can be known only by reading, so that is read before the lease; where somebody held the lease since, it
 * is read again under it, and the wait starts anew where the record has another owner by then. Where nobody holds the
 * lease, or has held it lately, a call that nobody was asked for is let through, to take it with its intent. Reads flow past.
 */
export function takeTurn(ports: Ports): Stage<Parsed, InTurn> {
  const { judge } = ports;

  function keysOf({ tool, values, digest }: Parsed, client: number | undefined): string[] {
    const own = tool.turn?.(values);
    // Records count as they are named, also where nobody can tell whose they are.
    const records = namedRecords(tool, values).map(
      ({ kind, value }) => `${kind} ${String(value).toLowerCase()}`,
    );
    return [
      callKey(digest),
      ...(client === undefined ? [] : [`client ${client}`]),
      ...records,
      ...(own === undefined ? [] : [`${tool.name} ${own}`]),
    ].map((key) => `${ports.installationId} ${key}`);
  }

  /** Whom the call concerns; undefined where it concerns nobody, or that can't be told. */
  const clientOf = ({ subject }: CallReads) => subject.clientId().catch(() => undefined);

  async function readFirst({ tool, values }: Parsed): Promise<ReadFirst> {
    const since = performance.now();
    const reads = judge.readsFor(tool, values);
    return { since, reads, client: await clientOf(reads) };
  }

  /** For how long nobody may have held the lease, so that what was read still holds. In milliseconds. */
  const notHeldFor = ({ since }: ReadFirst) => performance.now() - since + DRIFT_MS;

  /** Reads made for a call that is alone; undefined where the owner is another one than the lease is on. */
  async function readsUnder(
    { freeForMs = Number.POSITIVE_INFINITY }: Granted,
    call: Parsed,
    before: ReadFirst,
  ): Promise<CallReads | undefined> {
    if (freeForMs > notHeldFor(before)) return before.reads;
    const reads = judge.readsFor(call.tool, call.values);
    return (await clientOf(reads)) === before.client ? reads : undefined;
  }

  return async (call): Promise<InTurn | End> => {
    const { tool, values } = call;
    if (tool.risk === 'read') return withMore(call, { turn: undefined, reads: judge.readsFor(tool, values) });
    try {
      let before = call.readFirst ?? (await readFirst(call));
      if (call.readFirst === undefined && call.waitedFor === undefined) {
        const { reads, client } = before;
        const turn = await turnWithIntent(ports, keysOf(call, client), () => notHeldFor(before));
        if (turn !== undefined) return withMore(call, { turn, reads, readFirst: before });
      }
      for (let owners = 1; ; owners += 1) {
        const granted = await waitForTurn(ports, keysOf(call, before.client), call.options.signal);
        const current = await readsUnder(granted, call, before);
        if (current !== undefined) return withMore(call, { turn: granted.turn, reads: current });
        await granted.turn.release();
        if (owners === MOST_OWNERS) break;
        before = await readFirst(call);
      }
    } catch (error) {
      if (!(error instanceof TooBusy)) throw error;
      if (error.lapsesInMs !== undefined) return unsent(leftBehind(tool.name, error.lapsesInMs));
    }
    return unsent(
      failure(
        'rate_limited',
        `${tool.name} was not sent: another write to the same client or record is under way. Try again in 30 s.`,
        { rule: '(one write at a time)', retry_after_s: 30 },
      ),
    );
  };
}

function leftBehind(tool: string, lapsesInMs: number): Failure {
  const seconds = Math.max(1, Math.ceil(lapsesInMs / 1000));
  return failure(
    'rate_limited',
    `${tool} was not sent: a server that was at work on the same client or record has not been heard of for a while, and may have died. What it held is free in ${seconds} s. Try again then.`,
    { rule: '(one write at a time)', retry_after_s: seconds },
  );
}
