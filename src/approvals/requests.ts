import { once } from '../once.js';
import type { ApprovalRows, AskingRules } from '../store/index.js';
import { createAnnouncer } from './announcer.js';
import type { Approvals } from './approvals.js';
import { digestOf, heldDigest } from './digest.js';
import type { ApprovalEvent } from './event.js';
import { approvalIdOf, newApprovalId } from './id.js';
import type { ApprovalPorts } from './ports.js';

const RULES: AskingRules = { mostPending: 5, denialHoldsMs: 3_600_000 };

/** Requests for a person's approval, over the rows that all processes share. */
export function createApprovals(ports: ApprovalPorts): Approvals {
  const { installation, now, log } = ports;
  const { announce, announceEnded, idle } = createAnnouncer(ports);

  /** Works on the rows, then announces what has ended meanwhile. */
  async function withRows<T>(work: (rows: ApprovalRows) => Promise<T>): Promise<T> {
    const rows = await ports.rows();
    try {
      return await work(rows);
    } finally {
      await announceEnded(rows);
    }
  }

  const get = (typed: string) =>
    withRows(async (rows) => {
      const id = approvalIdOf(typed);
      return id === undefined ? undefined : rows.get(id, now());
    });

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

  const withNewId = { ...ports, newId: ports.newId ?? newApprovalId };
  const asking = once(async () => {
    const { createAsking } = await import('./asking/asking.js');
    return createAsking({ ...withNewId, withRows, announce, get, rules: RULES });
  });
  const actsOnHeld = once(async () => {
    const { createActsOnHeld } = await import('./asking/held.js');
    return createActsOnHeld({ ...withNewId, withRows, announce });
  });

  return {
    ask: async (request) => (await asking()).ask(request),
    standing: ({ tool, caller, grant, values, same = values, revision, held }) =>
      withRows(async (rows) => {
        const asked = digestOf(ports.key, tool, same);
        const digest = held ? heldDigest(asked) : asked;
        const met = await rows.meeting({ installation, caller, grant, digest, revision, held }, RULES, now());
        if (met === undefined || met.kind === 'too_many') return undefined;
        return met.kind === 'denied' ? met : { kind: 'live', approval: met.approval };
      }),
    settled: async (id, options) => (await asking()).settled(id, options),
    toSend: (limit) =>
      withRows(async (rows) =>
        (await rows.due(installation, now())) ? rows.toSend(installation, limit, now()) : [],
      ),
    postpone: async (id, until, by) => (await actsOnHeld()).postpone(id, until, by),
    replaceHeld: async (held, next, by) => (await actsOnHeld()).replace(held, next, by),
    vote: async (id, given) => (await asking()).vote(id, given),
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
    noteUse: (id, note) => withRows((rows) => rows.noteUse(id, note, now())),
    close: idle,
  };
}
