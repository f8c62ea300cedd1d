import {
  type Approvals,
  type AskResult,
  askAtClient,
  isTooLong,
  type Preview,
  shownOf,
  textOf,
} from '../../approvals/index.js';
import type { Ask, ReadCall, Tool } from '../../catalog/index.js';
import type { Log } from '../../log.js';
import type { Withhold } from '../../output/index.js';
import { type Approval, grantsOf, UNAVAILABLE } from '../../policy/index.js';
import type { HeldCall, StoredApproval } from '../../store/index.js';
import { CHANNEL_TRAITS, CHANNELS, type ChannelName } from '../../terms.js';
import type { Counted, Judged } from '../call.js';
import type { Attempt } from '../decision/attempt.js';
import type { EffectsOfCalls } from '../decision/effects.js';
import { recordNames } from '../decision/named-records.js';
import { type Failure, failure } from '../outcome.js';
import { linesOf } from '../plans/lines.js';
import { mayAnswerForms, personToAsk } from '../session.js';
import { refusedByChecks } from '../stages/prepare.js';
import { approvalAnswer } from './answers.js';
import { hopelessness } from './hopeless.js';
import { previewOf } from './preview.js';
import { shownArguments } from './shown-arguments.js';
import { Hopeless, NoPreview, Unfit, unaskable } from './unaskable.js';

export interface GatePorts {
  approvals: Approvals;
  effects: Pick<EffectsOfCalls, 'read'>;
  withhold: Withhold;
  /** Takes out our own credentials alone. */
  withholdOwn: Withhold;
  /** Where people can decide, if a console is running. */
  consoleUrl(): Promise<string | undefined>;
  now(): Date;
  log: Log;
}

/** What is asked of a rule that wants people, or holds a call. */
type ApprovalTerms = Partial<Approval>;

/** On which terms a call is held. */
export interface HeldTerms extends ApprovalTerms {
  readonly call: HeldCall;
}

/** As much of a call as its preview is made of. */
export type Previewed = Pick<Judged, 'tool' | 'values' | 'reads' | 'session'>;

/** What people say of a call now: yes, and it is what they saw; not yet; or no. */
export type Passage = { readonly approved: StoredApproval } | { readonly waits: StoredApproval } | Failure;

export interface ApprovalGate {
  /** Takes nothing: the approval is consumed when the call is sent. */
  pass(call: Counted): Promise<Passage>;
  /** Lets a call wait that nobody is asked for; or why that can't be. */
  hold(call: Counted, held: HeldTerms): Promise<AskResult | Failure>;
  /** What a call would do, as people see it. */
  preview(call: Previewed): Promise<Preview>;
  /** What the caller is told of a request that is not approved; `line`: of a call that was denied as that line of a plan. */
  answer(tool: Tool, approval: StoredApproval, line?: number): Promise<Failure>;
  /** The facts of a call that are not as a person saw them, and what of it can't be read now. */
  drift(
    call: Previewed,
    seen: Readonly<Record<string, string>>,
  ): Promise<{ readonly changed: readonly string[]; readonly missing: string | undefined }>;
  /** Closes the forms that are still open in clients. */
  close(): void;
}

/** What stood for a plan when it was looked at is gone by now. */
const ASK_AGAIN = failure('internal', 'The request for this plan has just ended. Make the same call again.');

const showsAll = (name: string): boolean =>
  CHANNELS.some((known) => known === name && CHANNEL_TRAITS[known].showsAll);

/** Whether it is answered in the client of the caller. */
const isForm = (name: ChannelName): boolean => !CHANNEL_TRAITS[name].countsPeople;

export function createApprovalGate(ports: GatePorts): ApprovalGate {
  const { approvals, now, log } = ports;
  /** Forms and pages that are open in clients, by request. */
  const open = new Map<string, AbortController>();

  async function preview({ tool, values, reads, session: { caller } }: Previewed): Promise<Preview> {
    // Credentials are taken out of what WHMCS says, before sentences are made of it: the agent's own words in them are
    // what will be sent, and a person must see those.
    const ask: Ask = async (action, params) => ports.withhold(await reads.ask(action, params));
    const attempt: Attempt = { tool, values, asker: { caller, session: UNAVAILABLE } };
    const effects = (read: ReadCall) => ports.effects.read(attempt, read);
    return ports.withholdOwn(await previewOf(tool, values, { ask, now, effects }));
  }

  async function request(call: Counted, held?: HeldTerms): Promise<AskResult> {
    const { tool, values, decision, session, reads } = call;
    const terms: ApprovalTerms = held ?? decision.approval ?? {};
    const { rule, message, channels, approvers, expires, preview: needed } = terms;
    const plan = call.lines && (await import('../plans/preview.js'));
    const { args, partly } =
      call.lines && plan
        ? plan.shownLines(call.lines, ports.withholdOwn)
        : shownArguments(tool, values, ports.withholdOwn);
    if (needed === 'required' && partly.length > 0) {
      throw new NoPreview(`a person can't read all of ${partly.join(', ')}.`);
    }
    if (needed === 'required' && channels?.some(showsAll) === false && isTooLong(args)) {
      throw new NoPreview('it is too long for the only channels that the rule allows.');
    }
    return approvals.ask({
      tool: tool.name,
      caller: session.caller.name,
      grant: session.caller.grant,
      grants: grantsOf(call.policy.grants, session.caller)?.map(({ name }) => name) ?? [],
      values,
      same: tool.same(values),
      shownArgs: args,
      reason: call.reason,
      program: session.program && ports.withhold(session.program),
      records: ports.withholdOwn(
        call.lines && plan ? await plan.recordsOfLines(call.lines) : await recordNames(tool, values, reads),
      ),
      revision: decision.revision,
      rule: rule ?? decision.deciding.id,
      message,
      channels,
      approvers,
      expires,
      held: held?.call,
      lines: call.lines?.map(({ digest }) => digest),
      async preview() {
        if (call.lines && plan) {
          const all = await plan.planPreview(call.lines, preview, ports);
          if (needed === 'required' && all.missing !== undefined) throw new NoPreview(all.missing);
          return all;
        }
        if (linesOf(tool) !== undefined) throw new Unfit(ASK_AGAIN);
        const why = await hopelessness(call);
        if (why !== undefined) throw new Hopeless(why);
        // What can't be read is checked once more when the call is made.
        const refused = await refusedByChecks(call).catch(() => undefined);
        if (refused !== undefined) throw new Unfit(refused);
        const made = await preview(call);
        if (needed === 'required' && made.missing !== undefined) throw new NoPreview(made.missing);
        return { ...made, sentences: [...(call.past ?? []), ...made.sentences] };
      },
    });
  }

  async function answer(tool: Tool, approval: StoredApproval, line?: number): Promise<Failure> {
    const pending = approval.state === 'pending' || approval.state === 'approved';
    const consoleUrl = pending ? await ports.consoleUrl() : undefined;
    return approvalAnswer(tool, approval, { now: now(), consoleUrl, line });
  }

  /** Names of the facts that a person saw and that are not the same now. */
  function changes(seen: Readonly<Record<string, string>>, current: Preview): string[] {
    return Object.keys(seen).filter((name) => current.snapshot[name] !== seen[name]);
  }

  /** Whether what was approved is what would happen now. */
  async function compare(call: Counted, approval: StoredApproval): Promise<Passage> {
    const { tool, decision } = call;
    if (approval.revision !== decision.revision) {
      return ended(tool, approval, 'The policy changed since it was approved.');
    }
    // Of a plan each line is compared when its turn comes.
    if (approval.snapshot === null || linesOf(tool) !== undefined) return { approved: approval };
    const current = await preview(call);
    const changed = changes(approval.snapshot, current);
    if (changed.length === 0) return { approved: approval };
    if (current.missing !== undefined) {
      return failure(
        'whmcs_unreachable',
        `${tool.name} is approved, but what the person saw can't be read again just now: ${current.missing} Nothing was sent; make the same call again in a moment.`,
        { approval: approval.id },
      );
    }
    return ended(tool, approval, `What the person saw has changed since: ${changed.join(', ')}.`);
  }

  async function ended(tool: Tool, approval: StoredApproval, why: string): Promise<Failure> {
    await approvals.makeVoid(approval.id, why);
    return answer(tool, (await approvals.get(approval.id)) ?? { ...approval, state: 'void', note: why });
  }

  /**
   * Shows the request to the person at the client, as far as its channels and the client allow. Only a form that was
   * answered with a plain yes counts; whatever else happens leaves the request to the other channels.
   */
  async function show({ session, decision }: Counted, approval: StoredApproval): Promise<void> {
    const { id } = approval;
    const needsAll = decision.approval?.preview === 'required' && isTooLong(shownOf(approval).args);
    const channels = needsAll ? approval.channels.filter(showsAll) : approval.channels;
    const leave = new AbortController();
    open.set(id, leave);
    try {
      const asking = askAtClient(channels, {
        id,
        text: textOf(approval),
        person: personToAsk(session),
        consoleUrl: await ports.consoleUrl(),
        signal: leave.signal,
        timeoutMs: Math.max(1, approval.expiresAt.getTime() - now().getTime()),
      });
      const answered = await asking?.answer;
      if (asking === undefined || answered === undefined || answered === 'nothing') return;
      const who = `the client of ${session.caller.name}`;
      await approvals.vote(id, { who, channel: asking.channel, yes: answered === 'approve', reason: '' });
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

  async function pass(call: Counted): Promise<Passage> {
    const { tool, decision, waitedFor } = call;
    if (waitedFor !== undefined) {
      const approval = await approvals.get(waitedFor);
      if (approval?.state === 'approved') return compare(call, approval);
      if (approval !== undefined) return answer(tool, approval);
    }
    const { rule = decision.deciding.id, channels = [] } = decision.approval ?? {};
    if (channels.length > 0 && !mayAnswerForms(call.session) && channels.every(isForm)) {
      return failure(
        'policy_denied',
        `[POLICY DENIED] ${tool.name} needs a person, and rule ${rule} lets them answer by a form in the client alone (${channels.join(', ')}). Over this connection no form counts, so nobody could approve it. Nothing was sent and nobody was asked. Tell your user: the operator has to add "console" or "cli" to the channels of that rule.`,
        { rule, revision: decision.revision },
      );
    }
    const asked = await unaskable(call, () => request(call));
    if ('ok' in asked) return asked;
    if (asked.kind === 'too_many') {
      return failure(
        'policy_denied',
        `[POLICY DENIED] ${asked.pending} requests of yours wait for a person already, and nobody is asked for more at once. Nothing was sent; go on when they are decided.`,
        { rule: '(pending approvals)', revision: decision.revision },
      );
    }
    if (asked.kind === 'respelled') {
      const { id, state } = asked.approval;
      return failure(
        'duplicate_call',
        `The same call, written otherwise, is request ${id} already, and that is ${state}. Nothing was sent, and nobody is asked twice: make the call exactly as it was made then.`,
        { approval: id, state },
      );
    }
    if (asked.kind === 'denied') return answer(tool, asked.approval, asked.line);
    if (asked.approval.state === 'approved') return compare(call, asked.approval);
    if (asked.fresh) void show(call, asked.approval);
    return { waits: asked.approval };
  }

  return {
    pass,
    hold: (call, held) => unaskable(call, () => request(call, held)),
    preview,
    answer,
    async drift(call, seen) {
      const current = await preview(call);
      return { changed: changes(seen, current), missing: current.missing };
    },
    close() {
      for (const leave of open.values()) leave.abort();
    },
  };
}
