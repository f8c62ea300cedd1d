import { setTimeout as pause } from 'node:timers/promises';
import { plain, shortened } from '../plain.js';
import type { ApprovalRows, AskingRules, NewApproval, Opening, Voting } from '../store/index.js';
import { CHANNEL_TRAITS, CHANNELS } from '../terms.js';
import { type AnnouncerPorts, createAnnouncer } from './announcer.js';
import type { ApprovalRequest, Approvals, Asked, NewVote, Shown, WaitOptions } from './approvals.js';
import { digestOf } from './digest.js';
import type { ApprovalEvent } from './event.js';
import { approvalIdOf, newApprovalId } from './id.js';
import type { Preview } from './preview.js';

export interface ApprovalPorts extends AnnouncerPorts {
  /** The shared state, opened when first needed. Rejects where it can't be had. */
  rows(): Promise<ApprovalRows>;
  /** Tells this WHMCS from another in a state that both use. */
  installation: string;
  /** Keys the digests of calls. */
  key: Uint8Array;
  newId?(): string;
  /** Milliseconds of a clock that never goes back. */
  elapsed?(): number;
  /** Rejects once the signal aborts. */
  sleep?(ms: number, signal?: AbortSignal): Promise<unknown>;
}

const APPROVERS = 1;
const EXPIRES_SECONDS = 900;
const RULES: AskingRules = { mostPending: 5, denialHoldsMs: 3_600_000 };

const POLL_MS = 300;
/** A person who has not answered by now will not notice a second more. */
const SOON_MS = 30_000;
const LATE_POLL_MS = 1_000;
const NOTICE_MS = 5_000;

const LONGEST_NAME = 200;
const LONGEST_REASON = 500;

type Same = Pick<NewApproval, 'installation' | 'caller' | 'digest' | 'revision'>;

/** Requests for a person's approval, over the rows that all processes share. */
export function createApprovals(ports: ApprovalPorts): Approvals {
  const { installation, now, log, newId = newApprovalId, elapsed = () => performance.now() } = ports;
  const sleep = ports.sleep ?? ((ms, signal) => pause(ms, undefined, signal && { signal }));
  const { announce, announceEnded, idle } = createAnnouncer(ports);
  /** By call, so that the same one asked fifty times at once is looked up once. */
  const previews = new Map<string, Promise<Preview>>();

  /** Works on the rows, then announces what has ended meanwhile. */
  async function withRows<T>(work: (rows: ApprovalRows) => Promise<T>): Promise<T> {
    const rows = await ports.rows();
    try {
      return await work(rows);
    } finally {
      await announceEnded(rows);
    }
  }

  async function ask(rows: ApprovalRows, request: ApprovalRequest): Promise<Asked> {
    const { tool, caller, values, revision } = request;
    const same: Same = { installation, caller, digest: digestOf(ports.key, tool, values), revision };
    const met = await rows.meeting(same, RULES, now());
    if (met !== undefined) return askedOf(met);
    const name = JSON.stringify([caller, same.digest, revision]);
    const underWay = previews.get(name);
    const making = underWay ?? request.preview();
    if (underWay === undefined) previews.set(name, making);
    try {
      const opening = await rows.open(newApproval(newId(), request, same, await making), RULES, now());
      if (opening.kind === 'opened') {
        await announce({ event: 'asked', approval: opening.approval, at: now() });
      }
      return askedOf(opening);
    } finally {
      // Kept until the request is there to be met: whoever asked meanwhile needs no preview of its own.
      if (underWay === undefined) previews.delete(name);
    }
  }

  const get = (typed: string) =>
    withRows(async (rows) => {
      const id = approvalIdOf(typed);
      return id === undefined ? undefined : rows.get(id, now());
    });

  async function settled(id: string, { ms, signal, onWait }: WaitOptions) {
    const since = elapsed();
    let told = 0;
    for (;;) {
      const approval = await get(id);
      const gone = elapsed() - since;
      if (approval?.state !== 'pending' || gone >= ms || signal?.aborted) return approval;
      if (gone - told >= NOTICE_MS) {
        told = gone;
        onWait?.(Math.round(gone));
      }
      const next = gone < SOON_MS ? POLL_MS : LATE_POLL_MS;
      // Woken by an abort, it looks once more: the answer is to be what holds now.
      await sleep(Math.min(next, ms - gone), signal).catch(() => undefined);
    }
  }

  async function vote(rows: ApprovalRows, typed: string, given: NewVote): Promise<Voting> {
    const { channel, yes } = given;
    const who = shortened(plain(given.who), LONGEST_NAME);
    if (who === '') throw new RangeError('A vote needs the name of whoever gives it.');
    const reason = shortened(plain(given.reason), LONGEST_REASON);
    const at = now();
    const id = approvalIdOf(typed);
    if (id === undefined) return { counted: false, why: 'unknown' };
    const result = await rows.vote(id, { who, channel, yes, reason, at });
    if (!result.counted) return result;
    const { approval } = result;
    const event = !yes ? 'denied' : approval.state === 'approved' ? 'approved' : 'voted';
    await announce({ event, approval, at, vote: { who, channel, reason } });
    return result;
  }

  /** Announces a step that was taken. It holds even if it can't be announced. */
  async function announceMove(rows: ApprovalRows, id: string, event: ApprovalEvent['event']): Promise<void> {
    try {
      const approval = await rows.get(id, now());
      if (approval !== undefined) await announce({ event, approval, at: now() });
    } catch (error) {
      log('error', 'approval.untold', { approval: id, event, error });
    }
  }

  return {
    ask: (request) => withRows((rows) => ask(rows, request)),
    settled,
    vote: (id, given) => withRows((rows) => vote(rows, id, given)),
    get,
    list: (of) => withRows((rows) => rows.list(of, now())),
    use: (id) =>
      withRows(async (rows) => {
        const taken = await rows.use(id, now());
        if (taken) await announceMove(rows, id, 'used');
        return taken;
      }),
    giveBack: (id) =>
      withRows(async (rows) => {
        if (await rows.giveBack(id, now())) await announceMove(rows, id, 'given_back');
      }),
    makeVoid: (id, why) => withRows((rows) => rows.makeVoid(id, why, now())),
    close: idle,
  };
}

function askedOf(opening: Opening): Asked {
  if (opening.kind === 'too_many' || opening.kind === 'denied') return opening;
  return { kind: 'live', approval: opening.approval, fresh: opening.kind === 'opened' };
}

const defaultChannels = (approvers: number) =>
  CHANNELS.filter((name) => {
    const { byDefault, countsPeople } = CHANNEL_TRAITS[name];
    return byDefault && (countsPeople || approvers === 1);
  });

function newApproval(id: string, request: ApprovalRequest, same: Same, preview: Preview): NewApproval {
  const { tool, rule, message, channels, approvers = APPROVERS, expires, shownArgs: args } = request;
  const shown: Shown = { args, ...(message === undefined ? {} : { message }), preview };
  // What could be read must still hold, also where other things could not be.
  const unread = preview.missing !== undefined && Object.keys(preview.snapshot).length === 0;
  return {
    ...same,
    id,
    tool,
    rule,
    channels: channels ?? defaultChannels(approvers),
    approvers,
    lifetimeMs: (expires ?? EXPIRES_SECONDS) * 1000,
    shown: { ...shown },
    snapshot: unread ? null : preview.snapshot,
  };
}
