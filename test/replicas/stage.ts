import { rmSync } from 'node:fs';
import { createTokens } from '../../src/identities/callers/index.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { openStore, type Store } from '../../src/store/index.js';
import { type AtEnd, credentialsFor, policyFile } from '../harness.js';
import { RovingAgent } from './agent.js';
import { balance } from './balancer.js';
import { NEEDS_PERSON } from './duels.js';
import { Ledger } from './ledger.js';
import { Replica } from './replica.js';
import { type Witness, witness } from './witness.js';

/** Names of those who call, each with a token. */
const CALLERS = ['anna', 'bert', 'cleo', 'dora', 'emil'];
const REPLICAS = 3;
/** What WHMCS takes for an answer, in milliseconds: long enough to be killed in. */
const LATENCY_MS = 15;

export interface StageOptions {
  readonly state: string;
  /** False: without sessions, and each request goes to the next replica. */
  readonly hasSessions: boolean;
  readonly clients: number;
  /** Notes that one caller may write in a month: it is to be reached. */
  readonly mostNotes: number;
}

/** Three replicas on one state behind a balancer, agents of five callers, and a WHMCS that keeps what it was sent. */
export interface Stage {
  readonly options: StageOptions;
  readonly env: Readonly<Record<string, string>>;
  readonly store: Store;
  readonly replicas: readonly Replica[];
  readonly whmcs: Witness;
  readonly ledger: Ledger;
  readonly agents: readonly RovingAgent[];
  /** How many different callers the agents are. */
  readonly callers: number;
  readonly tickets: readonly number[];
  /** Two more agents of each caller. */
  readonly pairs: readonly (readonly [RovingAgent, RovingAgent])[];
}

const again = { repeat_after: 0 };

const policyOf = (mostNotes: number) => ({
  version: '1',
  default: 'allow',
  classes: { write: again },
  tools: {
    whmcs_add_ticket_note: {
      ...again,
      limits: [
        { counter: 'notes', window: 'month', scope: 'grant', max: mostNotes },
        { counter: 'notes in all', window: 'month', scope: 'install', max: mostNotes * 4 },
      ],
    },
    whmcs_log_activity: {
      ...again,
      require_approval: [
        {
          when: [{ path: 'args.description', op: 'regex', value: `(?i)${NEEDS_PERSON}` }],
          message: 'ask first',
        },
      ],
    },
  },
});

export async function setStage(options: StageOptions, atEnd: AtEnd): Promise<Stage> {
  const { state, hasSessions, clients, mostNotes } = options;
  const sandbox = await startSandbox();
  atEnd(() => sandbox.close());
  const whmcs = await witness(sandbox.url, LATENCY_MS, atEnd);
  const policy = policyFile(policyOf(mostNotes));
  atEnd(() => rmSync(policy, { force: true }));
  const env = {
    ...credentialsFor(sandbox),
    WHMCS_API_URL: whmcs.url,
    WHMCS_RATE: '0',
    WHMCS_TIMEZONE: 'UTC',
    GUARD_POLICY: policy,
    GUARD_STATE: state,
    GUARD_APPROVAL_WAIT: '0',
    // Only calls of agents are counted.
    GUARD_START_CHECKS: 'false',
    MCP_HTTP_SESSIONS: hasSessions ? 'on' : 'off',
    LOG_LEVEL: 'warn',
  };
  const store = await openStore(state);
  atEnd(() => store.close());
  const tokens = createTokens(store.tokens);
  const made = await Promise.all(
    CALLERS.map((name) =>
      tokens.create({ name, grant: undefined, madeBy: 'test', expiresAt: undefined }, new Date()),
    ),
  );
  const replicas = await Promise.all(Array.from({ length: REPLICAS }, () => Replica.start(env, atEnd)));
  const url = await balance(
    replicas.map(({ port }) => port),
    hasSessions,
    atEnd,
  );
  const ledger = new Ledger();
  const agentOf = (client: string, at: number) => {
    const caller = at % CALLERS.length;
    const agent = new RovingAgent(client, CALLERS[caller] ?? '', { url, token: made[caller] }, ledger);
    atEnd(() => agent.close());
    return agent;
  };
  return {
    options,
    env,
    store,
    replicas,
    whmcs,
    ledger,
    callers: CALLERS.length,
    tickets: sandbox.state.tickets.map(({ id }) => id),
    agents: Array.from({ length: clients }, (_none, at) => agentOf(`${at}`, at)),
    pairs: CALLERS.map((_name, at) => [agentOf(`pair ${at}a`, at), agentOf(`pair ${at}b`, at)] as const),
  };
}
