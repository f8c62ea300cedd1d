import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Listener } from '../approvals/index.js';
import type { Log } from '../log.js';
import type { Store, StoredApproval } from '../store/index.js';
import type { BrowserTeller, Outcome } from './channels/channel.js';
import { deliver, TRY_MS } from './deliver.js';
import { type Due, dueOf, isFinished } from './escalation.js';
import type { NotifySettings } from './file/settings.js';
import { type Message, messageOf } from './message.js';
import { afterTry, KEPT_AS, type Kept, keptIn, progressOf } from './progress.js';

export interface NotifierPorts {
  /** The shared state, opened when first needed. */
  store(): Promise<Pick<Store, 'approvals' | 'leases' | 'sharedValues' | 'changes'>>;
  /** Where people decide, without a slash at the end; undefined where that is not known. */
  consoleUrl(): Promise<string | undefined>;
  /** Browsers that people switched on, where this process can tell them. */
  browsers?: BrowserTeller;
  log: Log;
  now?(): Date;
  /** 0 to below 1. */
  random?(): number;
  /** Rejects once the signal aborts. */
  sleep?(ms: number, signal: AbortSignal): Promise<unknown>;
  send?: typeof deliver;
}

export interface Notifier extends Listener {
  /** Ends it; what is being sent has a moment to arrive. What did not is told by another server, or after the next start. */
  close(): Promise<void>;
}

/** How often the state is looked at where nothing tells of a change. */
const LOOK_MS = 5_000;
/** A round sends for `TRY_MS` at most; whoever holds the lease longer is dead. */
const LEASE_MS = TRY_MS * 3;
/** How long the end waits for what is being sent. */
const CLOSE_MS = 3_000;
const LEASE_KEY = 'notify';
/** Requests that are told of in one round; the next begins at once. */
const MOST_AT_ONCE = 20;
const MOST_PENDING = 200;

type State = Awaited<ReturnType<NotifierPorts['store']>>;

/**
 * Tells people of requests that wait, step by step. All that it knows is in the state, so that it goes on after a restart, and
 * of several servers one tells: a lease is held from the look at the state until what was told is written there. Whoever dies
 * in between may tell one thing twice, and none is left out.
 */
export function startNotifier(settings: NotifySettings, ports: NotifierPorts): Notifier {
  const { log, consoleUrl, now = () => new Date(), random = Math.random, send = deliver } = ports;
  const sleep = ports.sleep ?? ((ms, signal) => pause(ms, undefined, { signal }));
  const ending = new AbortController();
  let waking = new AbortController();
  const wake = () => waking.abort();

  async function requestsIn(state: State, kept: Kept): Promise<readonly StoredApproval[]> {
    const pending = await state.approvals.list({ states: ['pending'], limit: MOST_PENDING }, now());
    const others = Object.keys(kept.requests).filter((id) => !pending.some((one) => one.id === id));
    const over = await Promise.all(others.map((id) => state.approvals.get(id, now())));
    return [...pending, ...over.filter((one) => one !== undefined)];
  }

  async function tell({ approval, channel, occasion }: Due, base: string | undefined): Promise<Outcome> {
    const named = settings.channels.get(channel);
    if (named === undefined) return { ok: false, says: 'there is no such channel', retry: false };
    const at = now();
    const message: Message = messageOf(approval, { occasion, detail: named.detail, base, at });
    return send(named, message, { now: at, browsers: ports.browsers });
  }

  function note(kept: Kept, { approval, key, channel, occasion }: Due, outcome: Outcome): void {
    const progress = afterTry(progressOf(kept, approval.id, key), outcome, now().getTime(), random());
    kept.requests[approval.id] = { ...kept.requests[approval.id], [key]: progress };
    const said = { channel, approval: approval.id, occasion, tries: progress.tries };
    if (outcome.ok) {
      delete kept.faults[channel];
      log('debug', 'notify.told', said);
      return;
    }
    kept.faults[channel] = { says: outcome.says, at: now().getTime() };
    const isLost = progress.end === 'lost';
    log(isLost ? 'error' : 'warn', isLost ? 'notify.lost' : 'notify.failed', {
      ...said,
      outcome: outcome.says,
    });
  }

  /** Requests that nothing is left to tell of. */
  const finishedOf = ({ kept, requests }: { kept: Kept; requests: readonly StoredApproval[] }) =>
    Object.keys(kept.requests).filter((id) => {
      const request = requests.find((one) => one.id === id);
      return request === undefined || isFinished(request, kept, settings);
    });

  /** Tells what is due. True where more may be due at once. */
  async function round(state: State): Promise<boolean> {
    const found = async () => {
      const kept = structuredClone(keptIn((await state.sharedValues.get(KEPT_AS))?.value));
      const requests = await requestsIn(state, kept);
      return { kept, requests, due: dueOf(requests, kept, settings, now().getTime()) };
    };
    const glance = await found();
    if (glance.due.length === 0 && finishedOf(glance).length === 0) return false;
    const holder = randomUUID();
    if (!(await state.leases.take([LEASE_KEY], holder, LEASE_MS)).granted) return false;
    try {
      const { kept, due, requests } = await found();
      const base = await consoleUrl().catch(() => undefined);
      const first = due.slice(0, MOST_AT_ONCE);
      await Promise.all(first.map(async (one) => note(kept, one, await tell(one, base))));
      for (const id of finishedOf({ kept, requests })) delete kept.requests[id];
      await state.sharedValues.put(KEPT_AS, JSON.stringify(kept), now());
      return due.length > first.length;
    } finally {
      await state.leases.release(holder);
    }
  }

  async function run(): Promise<void> {
    let unwatch: (() => void) | undefined;
    let isMore = false;
    while (!ending.signal.aborted) {
      if (!isMore)
        await sleep(LOOK_MS, AbortSignal.any([ending.signal, waking.signal])).catch(() => undefined);
      if (waking.signal.aborted) waking = new AbortController();
      if (ending.signal.aborted) break;
      try {
        const state = await ports.store();
        unwatch ??= state.changes.watch('approvals', wake);
        isMore = await round(state);
      } catch (error) {
        isMore = false;
        log('warn', 'notify.unread', { error });
      }
    }
    unwatch?.();
  }

  const running = run();
  return {
    announce: wake,
    async close() {
      ending.abort();
      const over = new AbortController();
      await Promise.race([running, sleep(CLOSE_MS, over.signal).catch(() => undefined)]);
      over.abort();
    },
  };
}
