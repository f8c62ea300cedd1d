import type { Approvals, Asked, Preview } from '../approvals/index.js';
import { askAtClient, textOf, waysToDecide } from '../approvals/index.js';
import type { Ask, Tool, Values } from '../catalog/index.js';
import type { Log } from '../log.js';
import type { Withhold } from '../output/index.js';
import type { Decision } from '../policy/index.js';
import { previewOf } from '../preview/index.js';
import type { StoredApproval } from '../store/index.js';
import { shownArgs } from './journal-facts.js';
import { type Failure, failure } from './outcome.js';
import type { Session } from './session.js';

export interface ApproverPorts {
  approvals: Approvals;
  withhold: Withhold;
  /** Where people can decide, if a console is running. */
  consoleUrl(): Promise<string | undefined>;
  now(): Date;
  log: Log;
}

/** One call that a rule wants a person to see. */
export interface Asking {
  tool: Tool;
  values: Values;
  decision: Decision;
  session: Session;
  ask: Ask;
  /** The request that this very call waited for; no other will do. */
  waitedFor?: string | undefined;
}

/** Taken for this call; or still waiting for people; or no. */
export type Gate = { taken: StoredApproval } | { waits: StoredApproval } | Failure;

export interface Gatekeeper {
  pass(asking: Asking): Promise<Gate>;
  /** What the caller is told of a request that is not approved. */
  answer(tool: Tool, approval: StoredApproval): Promise<Failure>;
  /** Closes the forms that are still open in clients. */
  close(): void;
}

/** The preview could not be made, and the policy wants none approved without one. */
class NoPreview extends Error {}

const minutes = (ms: number) =>
  ms < 90_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`;

const last = <T>(items: readonly T[]): T | undefined => items[items.length - 1];

export function createGatekeeper(ports: ApproverPorts): Gatekeeper {
  const { approvals, now, log } = ports;
  /** Forms and pages that are open in clients, by request. */
  const open = new Map<string, AbortController>();

  async function preview({ tool, values, ask }: Asking): Promise<Preview> {
    return ports.withhold(await previewOf(tool, values, { ask, now }));
  }

  async function request(asking: Asking): Promise<Asked> {
    const { tool, values, decision, session } = asking;
    const { rule, message, channels, approvers, expires, preview: needed } = decision.approval ?? {};
    return approvals.ask({
      tool: tool.name,
      caller: session.caller.name,
      values,
      shownArgs: shownArgs(tool, values, ports.withhold),
      revision: decision.revision,
      rule: rule ?? decision.deciding.id,
      message,
      channels,
      approvers,
      expires,
      async preview() {
        const made = await preview(asking);
        if (needed === 'required' && made.missing !== undefined) throw new NoPreview(made.missing);
        return made;
      },
    });
  }

  async function answer(tool: Tool, approval: StoredApproval): Promise<Failure> {
    const { id, rule, revision, state } = approval;
    const details = { approval: id, state, rule, revision };
    if (state === 'denied') {
      const no = approval.votes.find((vote) => !vote.yes);
      const why = no?.reason ? `: ${no.reason}` : '';
      return failure(
        'approval_denied',
        `[POLICY DENIED] A person denied this call (request ${id})${why}. Nothing was sent. Don't ask for the same again; the answer stands for an hour.`,
        details,
      );
    }
    if (state === 'expired') {
      return failure(
        'approval_expired',
        `[POLICY DENIED] Nobody approved request ${id} in time. Nothing was sent; the same call asks anew, if it is still wanted.`,
        details,
      );
    }
    if (state === 'void') {
      return failure(
        'approval_required',
        `[POLICY DENIED] Request ${id} is void: ${approval.note} Nothing was sent; the same call asks anew.`,
        details,
      );
    }
    if (state === 'used') {
      return failure(
        'duplicate_call',
        `Request ${id} was good for one call, and another one just like this has used it. This one was not sent.`,
        details,
      );
    }
    const { message } = approval.shown as { message?: string };
    const url = await ports.consoleUrl();
    const where = waysToDecide(id, approval.channels, url);
    const left = minutes(approval.expiresAt.getTime() - now().getTime());
    const how = where.length === 0 ? '' : ` The operator decides ${where.join(' or ')}.`;
    return failure(
      'approval_required',
      `[POLICY DENIED] ${tool.name} waits for a person to approve it, by rule ${rule}${message ? `: ${message}` : ''}. Nothing was sent. It is request ${id}, open for ${left}.${how} Tell your user, and once it is approved make exactly the same call again.`,
      {
        ...details,
        expires_at: approval.expiresAt.toISOString(),
        ...(url === undefined ? {} : { console: url }),
      },
    );
  }

  /** What a person saw and what holds now: the names of the facts that differ, or undefined where all were read alike. */
  function changes(seen: Readonly<Record<string, string>>, found: Preview): string[] {
    return Object.keys(seen).filter((name) => found.snapshot[name] !== seen[name]);
  }

  /** Takes an approved request for this call, if what was approved is what would happen. */
  async function take(asking: Asking, approval: StoredApproval): Promise<Gate> {
    const { tool, decision } = asking;
    if (approval.revision !== decision.revision) {
      return ended(tool, approval, 'The policy changed since it was approved.');
    }
    if (approval.snapshot !== null) {
      const found = await preview(asking);
      const changed = changes(approval.snapshot, found);
      if (changed.length > 0 && found.missing !== undefined) {
        return failure(
          'whmcs_unreachable',
          `${tool.name} is approved, but what the person saw can't be read again just now: ${found.missing} Nothing was sent; make the same call again in a moment.`,
          { approval: approval.id },
        );
      }
      if (changed.length > 0) {
        return ended(tool, approval, `What the person saw has changed since: ${changed.join(', ')}.`);
      }
    }
    if (await approvals.use(approval.id)) return { taken: approval };
    return answer(tool, (await approvals.get(approval.id)) ?? approval);
  }

  async function ended(tool: Tool, approval: StoredApproval, why: string): Promise<Failure> {
    await approvals.makeVoid(approval.id, why);
    return answer(tool, (await approvals.get(approval.id)) ?? { ...approval, state: 'void', note: why });
  }

  /**
   * Shows the request to the person at the client, as far as its channels and the client allow. Only a form that was
   * answered with a plain yes counts; whatever else happens leaves the request to the other channels.
   */
  async function show(session: Session, approval: StoredApproval): Promise<void> {
    const { id, channels } = approval;
    const leave = new AbortController();
    open.set(id, leave);
    try {
      const asking = askAtClient(channels, {
        id,
        text: textOf(approval),
        person: session.person?.() ?? {},
        consoleUrl: await ports.consoleUrl(),
        signal: leave.signal,
        timeoutMs: Math.max(1, approval.expiresAt.getTime() - now().getTime()),
      });
      const answer = await asking?.answer;
      if (asking === undefined || answer === undefined || answer === 'nothing') return;
      const who = `the client of ${session.caller.name}`;
      await approvals.vote(id, { who, channel: asking.channel, yes: answer === 'approve', reason: '' });
    } catch (error) {
      log('info', 'approval.form', {
        approval: id,
        note: 'the client could not ask; the other channels stay',
        error,
      });
    } finally {
      open.delete(id);
    }
  }

  async function pass(asking: Asking): Promise<Gate> {
    const { tool, decision, waitedFor } = asking;
    if (waitedFor !== undefined) {
      const approval = await approvals.get(waitedFor);
      if (approval?.state === 'approved') return take(asking, approval);
      if (approval !== undefined) return answer(tool, approval);
    }
    let asked: Asked;
    try {
      asked = await request(asking);
    } catch (error) {
      if (!(error instanceof NoPreview)) throw error;
      const rule = decision.approval?.rule ?? decision.deciding.id;
      return failure(
        'policy_denied',
        `[POLICY DENIED] ${tool.name} needs a person, who must see what it would do (rule ${rule}), and that can't be shown: ${error.message} Nothing was sent.`,
        { rule, revision: decision.revision },
      );
    }
    if (asked.kind === 'too_many') {
      return failure(
        'policy_denied',
        `[POLICY DENIED] ${asked.pending} requests of yours wait for a person already, and nobody is asked for more at once. Nothing was sent; go on when they are decided.`,
        { rule: '(pending approvals)', revision: decision.revision },
      );
    }
    if (asked.kind === 'denied') return answer(tool, asked.approval);
    if (asked.approval.state === 'approved') return take(asking, asked.approval);
    if (asked.fresh) void show(asking.session, asked.approval);
    return { waits: asked.approval };
  }

  return {
    pass,
    answer,
    close() {
      for (const leave of open.values()) leave.abort();
    },
  };
}

/** Who said yes, for the journal. */
export const approversOf = (approval: StoredApproval): string =>
  approval.votes
    .filter((vote) => vote.yes)
    .map((vote) => vote.who)
    .join(', ') ||
  (last(approval.votes)?.who ?? '');
