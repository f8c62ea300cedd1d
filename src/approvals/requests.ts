import { setTimeout as pause } from 'node:timers/promises';
import { plain, shortened } from '../plain.js';
import type { ApprovalRows, AskingRules, NewApproval, Opening, Voting } from '../store/index.js';
import { CHANNEL_TRAITS, CHANNELS } from '../terms.js';
import { type AnnouncerPorts, createAnnouncer } from './announcer.js';
import type {
  ApprovalRequest,
  Approvals,
  AskResult,
  Denial,
  NewVote,
  ShownRequest,
  WaitOptions,
} from './approvals.js';
import { deniedOn } from './denials.js';
import { digestOf } from './digest.js';
import type { ApprovalEvent } from './event.js';
import { approvalIdOf, newApprovalId } from './id.js';
import { type PausePorts, startPauses } from './pauses.js';
import type { Preview } from './preview.js';
import { shownOf } from './shown.js';

export interface ApprovalPorts extends AnnouncerPorts, Pick<PausePorts, 'changes'> {
  /** The shared state, opened when first needed. Rejects if it can't be opened. */
  rows(): Promise<ApprovalRows>;
  /** Id of this WHMCS: others may use the same state. */
  installation: string;
  /** Its name, where the server works on several: people are shown which one a request is about. */
  install?: string | undefined;
  /** Key for the digests of calls. */
  key: Uint8Array;
  newId?(): string;
  /** Milliseconds of a monotonic clock. */
  elapsed?(): number;
  /** Rejects once the signal aborts. */
  sleep?(ms: number, signal?: AbortSignal): Promise<unknown>;
}

const DEFAULT_APPROVERS = 1;
const DEFAULT_EXPIRY_SECONDS = 900;
const RULES: AskingRules = { mostPending: 5, denialHoldsMs: 3_600_000 };

const WAIT_NOTICE_MS = 5_000;

const MAX_NAME = 200;
const MAX_REASON = 500;

type CallKey = Pick<NewApproval, 'installation' | 'caller' | 'grant' | 'digest' | 'revision'>;

/** Requests for a person's approval, over the rows that all processes share. */
export function createApprovals(ports: ApprovalPorts): Approvals {
  const { installation, now, log, newId = newApprovalId, elapsed = () => performance.now() } = ports;
  const sleep = ports.sleep ?? ((ms, signal) => pause(ms, undefined, signal && { signal }));
  const { announce, announceEnded, idle } = createAnnouncer(ports);
  /** Previews under way, by call: the same call asked fifty times at once is read once. */
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

  async function ask(rows: ApprovalRows, request: ApprovalRequest): Promise<AskResult> {
    const { tool, caller, grant, values, same = values, revision, records = [] } = request;
    const exact = digestOf(ports.key, tool, values);
    const digest = digestOf(ports.key, tool, same);
    const key: CallKey = { installation, caller, grant, digest, revision };
    const met = await rows.meeting(key, RULES, now());
    if (met !== undefined) return resultOf(met, exact);
    const name = JSON.stringify([caller, grant, exact, revision]);
    const underWay = previews.get(name);
    const making = underWay ?? request.preview();
    if (underWay === undefined) previews.set(name, making);
    try {
      const preview = await making;
      const denied = await deniedOn(rows, { installation, records }, now());
      const opening = await rows.open(
        newApproval(newId(), request, { ...key, exact }, { install: ports.install, preview, denied }),
        RULES,
        now(),
      );
      if (opening.kind === 'opened') {
        await announce({ event: 'asked', approval: opening.approval, at: now() });
      }
      return resultOf(opening, exact);
    } finally {
      // Kept until the request is stored: calls that came meanwhile share this preview.
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
    let noticedAt = 0;
    const pauses = await startPauses({ ...ports, sleep });
    try {
      for (;;) {
        const approval = await get(id);
        const gone = elapsed() - since;
        if (approval?.state !== 'pending' || gone >= ms || signal?.aborted) return approval;
        if (gone - noticedAt >= WAIT_NOTICE_MS) {
          noticedAt = gone;
          onWait?.(Math.round(gone));
        }
        await pauses.next(gone, ms - gone, signal);
      }
    } finally {
      pauses.end();
    }
  }

  async function vote(rows: ApprovalRows, typed: string, given: NewVote): Promise<Voting> {
    const { channel, yes, alsoKnownAs = [], grants } = given;
    const who = shortened(plain(given.who), MAX_NAME);
    if (who === '') throw new RangeError('A vote needs the name of whoever gives it.');
    const reason = shortened(plain(given.reason), MAX_REASON);
    const at = now();
    const id = approvalIdOf(typed);
    if (id === undefined) return { counted: false, why: 'unknown' };
    const result = await rows.vote(id, { who, alsoKnownAs, grants, channel, yes, reason, at });
    if (!result.counted) return result;
    const { approval } = result;
    const event = !yes ? 'denied' : approval.state === 'approved' ? 'approved' : 'voted';
    await announce({ event, approval, at, vote: { who, channel, reason } });
    return result;
  }

  /** Announces a change that is stored. It holds even if it can't be announced. */
  async function announceChange(
    rows: ApprovalRows,
    id: string,
    event: ApprovalEvent['event'],
  ): Promise<void> {
    try {
      const approval = await rows.get(id, now());
      if (approval !== undefined) await announce({ event, approval, at: now() });
    } catch (error) {
      log('error', 'approval.untold', { approval: id, event, error });
    }
  }

  return {
    ask: (request) => withRows((rows) => ask(rows, request)),
    standing: ({ tool, caller, grant, values, same = values, revision }) =>
      withRows(async (rows) => {
        const digest = digestOf(ports.key, tool, same);
        const met = await rows.meeting({ installation, caller, grant, digest, revision }, RULES, now());
        return met === undefined || met.kind === 'too_many' ? undefined : met.approval;
      }),
    settled,
    vote: (id, given) => withRows((rows) => vote(rows, id, given)),
    get,
    list: (of) => withRows((rows) => rows.list(of, now())),
    use: (id) =>
      withRows(async (rows) => {
        const taken = await rows.use(id, now());
        if (taken) await announceChange(rows, id, 'used');
        return taken;
      }),
    giveBack: (id) =>
      withRows(async (rows) => {
        if (await rows.giveBack(id, now())) await announceChange(rows, id, 'given_back');
      }),
    makeVoid: (id, why) => withRows((rows) => rows.makeVoid(id, why, now())),
    close: idle,
  };
}

function resultOf(opening: Opening, exact: string): AskResult {
  if (opening.kind === 'too_many' || opening.kind === 'denied') return opening;
  const { exact: seen = exact } = shownOf(opening.approval);
  if (seen !== exact) return { kind: 'respelled', approval: opening.approval };
  return { kind: 'live', approval: opening.approval, fresh: opening.kind === 'opened' };
}

const defaultChannels = (approvers: number) =>
  CHANNELS.filter((name) => {
    const { byDefault, countsPeople } = CHANNEL_TRAITS[name];
    return byDefault && (countsPeople || approvers === 1);
  });

function newApproval(
  id: string,
  request: ApprovalRequest,
  { exact, ...key }: CallKey & { exact: string },
  { install, preview, denied }: { install: string | undefined; preview: Preview; denied: readonly Denial[] },
): NewApproval {
  const { tool, rule, message, channels, approvers = DEFAULT_APPROVERS, expires } = request;
  const { shownArgs: args, reason, program, records = [], grants = [] } = request;
  const shown: ShownRequest = {
    ...(install === undefined ? {} : { install }),
    exact,
    args,
    ...(message === undefined ? {} : { message }),
    ...(reason === undefined ? {} : { reason }),
    ...(program === undefined ? {} : { program }),
    ...(grants.length === 0 ? {} : { grants }),
    preview,
    ...(records.length === 0 ? {} : { records }),
    ...(denied.length === 0 ? {} : { denied }),
  };
  // Facts that could be read are compared later, even if others could not be.
  const unread = preview.missing !== undefined && Object.keys(preview.snapshot).length === 0;
  return {
    ...key,
    id,
    tool,
    rule,
    channels: channels ?? defaultChannels(approvers),
    approvers,
    lifetimeMs: (expires ?? DEFAULT_EXPIRY_SECONDS) * 1000,
    shown: { ...shown },
    snapshot: unread ? null : preview.snapshot,
  };
}
