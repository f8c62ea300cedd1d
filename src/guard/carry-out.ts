import type { CallFacts, Journal } from '../audit/index.js';
import type { Tool, Values } from '../catalog/index.js';
import type { Presenter, Withhold } from '../output/index.js';
import type { Policy } from '../policy/index.js';
import { WhmcsFault } from '../whmcs/index.js';
import { callKey, createOnce } from './duplicates.js';
import { CONFIRMED, type Connection, execute, type Progress } from './execute.js';
import type { Judged } from './judge.js';
import { type Failure, failure, type Outcome, unknownOutcome } from './outcome.js';
import { readBack } from './read-back.js';
import type { CallOptions, Session } from './session.js';
import { TooBusy, type TurnPorts, takeTurn } from './turns.js';

export interface CarrierOptions extends TurnPorts {
  connection: Connection;
  journal: Journal;
  installationId: string;
  withhold: Withhold;
  presenter: Presenter;
}

/** One call on its way. */
export interface Underway {
  session: Session;
  options: CallOptions;
  /** A message of WHMCS's as this session may be told it. */
  quote(message: string): string;
  /** What is known of it so far. */
  facts: CallFacts;
  /** Its intent stands in the journal. */
  intended: boolean;
  /** Ends its turn. Not before the journal says what came of it: whoever is next looks there. */
  letGo?: () => Promise<void>;
  /** What WHMCS named in its answer to a write: ids and numbers. */
  result?: Record<string, unknown>;
}

/** A call that was decided on. */
export interface Decided {
  tool: Tool;
  policy: Policy;
  values: Values;
  /** Keyed digest of the tool and its exact arguments. */
  digest: string;
  judged: Judged;
  call: Underway;
  /** A person has to approve it. */
  asks: boolean;
  /** The request for approval that this very call waited for. */
  waitedFor: string | undefined;
}

/** Sentences of our own that can stand in a result. */
const OURS = [CONFIRMED];

/** Carries out calls that were decided on: in turn, once, and with the journal knowing first. */
export function createCarrier(options: CarrierOptions) {
  const { store, now } = options;
  const { refuseRepeat, sweep } = createOnce(options);

  /** Whatever is no plain read stops while the switch is thrown, and while nobody can tell whether it is. */
  async function stopped(tool: Tool): Promise<Failure | undefined> {
    if (tool.risk === 'read') return undefined;
    const halt = await (await store()).killSwitch.halted();
    if (halt === undefined) return undefined;
    const why = halt.reason === '' ? '' : `: ${halt.reason}`;
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${tool.name} is refused by rule (halted)${why}. Only reading goes on until the operator resumes.`,
      { rule: '(halted)' },
    );
  }

  async function repeats(
    { tool, policy, values, digest }: Decided,
    alone: boolean,
  ): Promise<Failure | undefined> {
    return tool.risk === 'read' ? undefined : refuseRepeat(tool, policy, values, digest, alone);
  }

  /** Whom and what the call is alone with while it is under way. */
  async function turnsOf({ tool, values, digest, judged }: Decided): Promise<string[]> {
    const client = await judged.subject.clientId().catch(() => undefined);
    const turn = tool.turn?.(values);
    const invoice = tool.names.invoice?.map((arg) => values[arg]).find((id) => id !== undefined);
    return [
      callKey(digest),
      ...(client === undefined ? [] : [`client ${client}`]),
      ...(invoice === undefined ? [] : [`invoice ${invoice}`]),
      ...(turn === undefined ? [] : [`${tool.name} ${turn}`]),
    ].map((key) => `${options.installationId} ${key}`);
  }

  /** One write at a time for a client, an invoice and the very same call; reads flow past. */
  async function carryOut(decided: Decided, progress: Progress): Promise<Outcome> {
    if (decided.tool.risk === 'read') return made(decided, progress);
    const { tool, call } = decided;
    try {
      call.letGo = await takeTurn(options, await turnsOf(decided), call.options.signal);
    } catch (error) {
      if (!(error instanceof TooBusy)) throw error;
      return failure(
        'rate_limited',
        `${tool.name} was not sent: another write to the same client or invoice is under way. Try again in 30 s.`,
        { rule: '(one write at a time)', retry_after_s: 30 },
      );
    }
    return (await repeats(decided, true)) ?? made(decided, progress);
  }

  async function made({ tool, policy, values, call }: Decided, progress: Progress): Promise<Outcome> {
    let left = now();
    const sending = execute({
      at: options.connection,
      tool,
      values,
      options: call.options,
      progress,
      // Asked again when the checks are done: they take seconds, and a thrown switch holds at once.
      stopped: () => stopped(tool),
      // No journal, no write.
      async leaving(replaced) {
        if (replaced !== undefined) call.facts = { ...call.facts, before: options.withhold(replaced) };
        await options.journal.intent(call.facts);
        call.intended = true;
        left = now();
      },
    });
    let done: Awaited<typeof sending>;
    try {
      done = await sending;
    } catch (error) {
      if (!(error instanceof WhmcsFault) || error.code !== 'outcome_unknown') throw error;
      return unknownOutcome(error, await readBack(options.connection, tool, values, left), call.quote);
    }
    if ('ok' in done) return done;
    const how = { action: tool.action, redact: policy.redact, ours: OURS };
    let shown = options.presenter.present(done.result, how);
    if (tool.pages !== undefined && (values.limitstart !== undefined || isCut(shown.value))) {
      const page = { list: tool.pages, argument: 'limitstart', from: Number(values.limitstart ?? 0) };
      shown = options.presenter.present(done.result, { ...how, page });
    }
    const { value, tainted } = shown;
    if (tainted) call.session.tainted = true;
    if (tool.risk !== 'read') call.result = scalarsOf(options.withhold(done.result));
    return { ok: true, text: JSON.stringify(value) };
  }

  return { carryOut, repeats, stopped, sweep };
}

const isCut = (value: unknown) => typeof value === 'object' && value !== null && '_more' in value;

/** The ids that a write came back with; texts are not ours to keep. */
function scalarsOf(shown: unknown): Record<string, unknown> {
  if (typeof shown !== 'object' || shown === null) return {};
  const plain = Object.entries(shown).filter(([, value]) => /^[\w.,:-]{0,64}$/.test(String(value)));
  return Object.fromEntries(plain);
}
