import { setTimeout as pause } from 'node:timers/promises';
import { plain, shortened } from '../../plain.js';
import type { ApprovalRows, AskingRules, Opening, StoredApproval, Voting } from '../../store/index.js';
import type { ApprovalRequest, Approvals, AskResult, NewVote, WaitOptions } from '../approvals.js';
import { digestOf, heldDigest } from '../digest.js';
import type { ApprovalEvent } from '../event.js';
import { approvalIdOf } from '../id.js';
import type { ApprovalPorts } from '../ports.js';
import type { Preview } from '../preview.js';
import { shownOf } from '../shown.js';
import { deniedOn } from './denials.js';
import { type CallKey, newApproval } from './new-approval.js';
import { startPauses } from './pauses.js';

interface AskingPorts extends ApprovalPorts {
  newId(): string;
  withRows<T>(work: (rows: ApprovalRows) => Promise<T>): Promise<T>;
  announce(event: ApprovalEvent): Promise<void>;
  get(id: string): Promise<StoredApproval | undefined>;
  rules: AskingRules;
}

/** What is held takes nobody's time before it leaves; but a person can't look through any number of them. */
const MOST_HELD = 200;

const WAIT_NOTICE_MS = 5_000;

const MAX_NAME = 200;
const MAX_REASON = 500;

/** Opens requests, waits for people, and counts what they say. Loaded for the first call that needs a person. */
export function createAsking(ports: AskingPorts): Pick<Approvals, 'ask' | 'settled' | 'vote'> {
  const { installation, now, newId, announce, get, withRows, elapsed = () => performance.now() } = ports;
  const sleep = ports.sleep ?? ((ms, signal) => pause(ms, undefined, signal && { signal }));
  /** Previews under way, by call: the same call asked fifty times at once is read once. */
  const previews = new Map<string, Promise<Preview>>();

  async function ask(rows: ApprovalRows, request: ApprovalRequest): Promise<AskResult> {
    const { tool, caller, grant, values, same = values, revision, records = [], held } = request;
    const exact = digestOf(ports.key, tool, values);
    const asked: CallKey = { installation, caller, grant, digest: digestOf(ports.key, tool, same), revision };
    const key = held === undefined ? asked : { ...asked, digest: heldDigest(asked.digest), held };
    const rules = held === undefined ? ports.rules : { ...ports.rules, mostPending: MOST_HELD };
    if (held !== undefined) {
      // What people denied is not sent by waiting.
      const denied = await rows.meeting({ ...asked, held }, rules, now());
      if (denied?.kind === 'denied') return denied;
    }
    const met = await rows.meeting(key, rules, now());
    if (met !== undefined) return resultOf(met, exact);
    const name = JSON.stringify([caller, grant, exact, revision, held !== undefined]);
    const underWay = previews.get(name);
    const making = underWay ?? request.preview();
    if (underWay === undefined) previews.set(name, making);
    try {
      const preview = await making;
      const denied = await deniedOn(rows, { installation, records }, now());
      const opening = await rows.open(
        newApproval(newId(), request, { ...key, exact }, { install: ports.install, preview, denied }),
        rules,
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
    const { channel, yes, alsoKnownAs = [], grants, denied } = given;
    const who = shortened(plain(given.who), MAX_NAME);
    if (who === '') throw new RangeError('A vote needs the name of whoever gives it.');
    const reason = shortened(plain(given.reason), MAX_REASON);
    const at = now();
    const id = approvalIdOf(typed);
    if (id === undefined) return { counted: false, why: 'unknown' };
    const result = await rows.vote(id, {
      ...{ who, alsoKnownAs, grants, channel, yes, reason, at },
      ...(denied !== undefined && { denied }),
    });
    if (!result.counted) return result;
    const { approval } = result;
    const word = { who, channel, reason, ...(denied?.length && { denied_lines: denied }) };
    await announce({ event: eventAfter(approval, at), approval, at, vote: word });
    return result;
  }

  return {
    ask: (request) => withRows((rows) => ask(rows, request)),
    settled,
    vote: (id, given) => withRows((rows) => vote(rows, id, given)),
  };
}

/** What a vote made of a request that it left so. */
function eventAfter({ state, settledAt }: StoredApproval, at: Date): ApprovalEvent['event'] {
  if (state === 'denied') return 'denied';
  if (state === 'pending') return 'voted';
  return state === 'approved' && settledAt?.getTime() === at.getTime() ? 'approved' : 'narrowed';
}

function resultOf(opening: Opening, exact: string): AskResult {
  if (opening.kind === 'too_many' || opening.kind === 'denied') return opening;
  const { exact: seen = exact } = shownOf(opening.approval);
  if (seen !== exact || opening.approval.state === 'used')
    return { kind: 'respelled', approval: opening.approval };
  return { kind: 'live', approval: opening.approval, fresh: opening.kind === 'opened' };
}
