import { randomUUID } from 'node:crypto';
import type { Approvals } from '../../approvals/index.js';
import type { Values } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import { plain, shortened } from '../../plain.js';
import type { Store, StoredApproval } from '../../store/index.js';
import type { FailureCode } from '../../terms.js';
import type { Failure, Outcome } from '../outcome.js';
import { type HeldOptions, newId, type Session } from '../session.js';

export interface SendPorts {
  approvals: Pick<Approvals, 'get' | 'toSend' | 'makeVoid' | 'noteUse' | 'replaceHeld'>;
  store(): Promise<Store>;
  installationId: string;
  /** The one path of every call. */
  callAs(session: Session, tool: string, args: Values, options: HeldOptions): Promise<Outcome>;
  log: Log;
  now(): Date;
}

/** Longer than a call takes; whoever holds it longer is dead, and the row is used up by one call whoever holds the lease. */
const LEASE_MS = 240_000;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const MOST_NOTE = 500;

/** Nothing left, and another try may find it otherwise: it waits on, until it is too late. */
const PASSES: ReadonlySet<FailureCode> = new Set([
  'rate_limited',
  'whmcs_unreachable',
  'whmcs_bad_reply',
  'outcome_unknown',
  'internal',
]);
const PASSING_RULES: ReadonlySet<unknown> = new Set(['(halted)', '(exposed policy)', '(policy changed)']);

const mayPass = ({ code, details }: Failure): boolean => PASSES.has(code) || PASSING_RULES.has(details?.rule);

/** When a call may be tried again that did not leave, by its id; of this process alone. */
const pauses = new Map<string, { readonly ms: number; readonly until: number }>();

function pause(id: string, now: number): void {
  const ms = Math.min((pauses.get(id)?.ms ?? FIRST_PAUSE_MS / 2) * 2, LONGEST_PAUSE_MS);
  pauses.set(id, { ms, until: now + ms });
}

const sessionOf = ({ caller: name, grant, held, id }: StoredApproval): Session => ({
  id: `held:${id}:${newId()}`,
  caller: { name, channel: held?.channel ?? '', ...(grant === undefined ? {} : { grant }) },
});

/**
 * Sends held calls one after the other. Of all processes one is at work on each, by a lease; the row is used up right before the
 * first byte, so that none is sent twice, whoever dies at whatever moment.
 */
export async function sendDue(ports: SendPorts, due: readonly StoredApproval[]): Promise<void> {
  const { approvals, installationId, callAs, log, now } = ports;
  const { leases, killSwitch } = await ports.store();
  const ids = new Set(due.map(({ id }) => id));
  for (const id of pauses.keys()) if (!ids.has(id)) pauses.delete(id);

  async function sendOne(held: StoredApproval): Promise<void> {
    const { id, tool, held: how } = held;
    if (how === undefined || (await approvals.get(id))?.state !== 'approved') return;
    const outcome = await callAs(sessionOf(held), tool, how.args, { held, handedOver: true });
    log('info', 'held.sent', { approval: id, outcome: outcome.ok ? 'done' : outcome.code });
    if (outcome.ok) return;
    const note = shortened(plain(outcome.message), MOST_NOTE);
    // Its agent is not there to be told: people must not read "sent" where that is not known.
    if ((await approvals.get(id))?.state === 'used') return approvals.noteUse(id, note);
    if (mayPass(outcome)) return pause(id, now().getTime());
    await approvals.makeVoid(id, note);
  }

  for (const held of due) {
    if ((pauses.get(held.id)?.until ?? 0) > now().getTime()) continue;
    if ((await killSwitch.halted()) !== undefined) return;
    const holder = randomUUID();
    const lease = await leases.take([`${installationId} held ${held.id}`], holder, LEASE_MS);
    if (!lease.granted) continue;
    try {
      await sendOne(held);
    } finally {
      await leases.release(holder);
    }
  }
}
