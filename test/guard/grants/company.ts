import type { RecordKind } from '../../../src/catalog/index.js';
import { type Caller, sessionFor } from '../../../src/guard/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import {
  type Agent,
  ALLOW_ALL,
  type Answer,
  credentialsFor,
  openProgram,
  policyFile,
  sandboxed,
} from '../../harness.js';

/** Clients that have, together, a record of every kind. */
export const MINE: readonly number[] = [1, 2, 7];

/** The group that all of them are in, and nobody else, where a grant goes by groups. */
export const MY_GROUP = 2;

/** An id that no record has. */
export const NOWHERE = 999_999;

/** Grants by what names their clients: the two are to come to the same. */
export const GRANTS = { clients: { clients: MINE }, groups: { client_groups: [MY_GROUP] } } as const;
export type By = keyof typeof GRANTS;

export const DESK: Caller = { name: 'desk@example.com', channel: 'http' };

type State = Sandbox['state'];

const listsOf = (state: State): Record<RecordKind, readonly { id: number; clientId: number }[]> => ({
  client: state.clients.map(({ id }) => ({ id, clientId: id })),
  invoice: state.invoices,
  order: state.orders,
  service: state.services,
  domain: state.domains,
  ticket: state.tickets,
  quote: state.quotes,
});

export const isMine = ({ clientId }: { clientId: number }): boolean => MINE.includes(clientId);

export interface Company {
  readonly sandbox: Sandbox;
  readonly app: ReturnType<typeof openProgram>['app'];
  /** Whoever may do all. */
  readonly anybody: Agent;
  /** Whoever is granted the clients that are mine. */
  readonly desk: Agent;
  connectAs(caller: Caller): Promise<Agent>;
  /** A record of a client who is granted. */
  mine(kind: RecordKind): number;
  /** A record of a client who is not. */
  theirs(kind: RecordKind): number;
  /** What was asked of WHMCS by that work. */
  asked(work: () => Promise<unknown>): Promise<readonly string[]>;
}

/** A program before the sandbox's company, with a policy that lets everything through and a grant of single clients. */
export async function company(
  by: By,
  { policy = {}, env = {} }: { policy?: Record<string, unknown>; env?: Record<string, string> } = {},
): Promise<Company> {
  const sandbox = await sandboxed();
  const { state } = sandbox;
  const [contact] = state.contacts;
  if (contact !== undefined) contact.clientId = MINE[0] ?? 1;
  for (const client of state.clients) client.groupId = MINE.includes(client.id) ? MY_GROUP : 1;
  const program = openProgram({
    ...credentialsFor(sandbox),
    WHMCS_MEMORY_S: '0',
    WHMCS_RATE: '0',
    GUARD_POLICY: policyFile({ ...ALLOW_ALL, grants: { desk: GRANTS[by], all: {} }, ...policy }),
    ...env,
  });
  const connectAs = (caller: Caller) => program.connectAs(sessionFor(caller));
  const one = (kind: RecordKind, wanted: boolean) => {
    const found = listsOf(state)[kind].find((record) => record.clientId > 0 && isMine(record) === wanted);
    if (found === undefined) throw new Error(`the company has no such ${kind}`);
    return found.id;
  };
  return {
    sandbox,
    app: program.app,
    connectAs,
    anybody: await connectAs({ name: 'anybody', channel: 'http' }),
    desk: await connectAs({ ...DESK, grant: 'desk' }),
    mine: (kind) => one(kind, true),
    theirs: (kind) => one(kind, false),
    async asked(work) {
      const before = sandbox.requests.length;
      await work();
      return sandbox.requests.slice(before).map(({ action }) => action);
    },
  };
}

/** An answer without the id of its call, which is all that may differ between two that tell the same. */
export const said = ({ text, details, isError }: Answer) => {
  const { call, ...rest } = details;
  return { isError, text: typeof call === 'string' ? text.replace(call, '') : text, details: rest };
};

/** What an agent is told of a record of others, and of one that there is none of, and what is asked of WHMCS for each. */
export async function bothWays(
  { desk, asked }: Pick<Company, 'desk' | 'asked'>,
  tool: string,
  argsOf: (foreign: boolean) => Record<string, unknown>,
) {
  const answers: Answer[] = [];
  const asks: (readonly string[])[] = [];
  for (const foreign of [true, false]) {
    asks.push(await asked(async () => answers.push(await desk.call(tool, argsOf(foreign)))));
  }
  const [foreign, absent] = answers.map((answer) => ({ ...said(answer), code: answer.code }));
  if (foreign === undefined || absent === undefined) throw new Error('the calls have no answers');
  return { foreign, absent, asks };
}

/** All items of a list, page by page. */
export async function everyPage(
  agent: Agent,
  tool: string,
  args: Record<string, unknown>,
  limitnum: number,
): Promise<{ items: Record<string, unknown>[]; totals: unknown[] }> {
  const items: Record<string, unknown>[] = [];
  const totals: unknown[] = [];
  for (let limitstart: unknown = 0; limitstart !== null; ) {
    const answer = await agent.call(tool, { ...args, limitstart, limitnum });
    if (answer.isError) throw new Error(answer.text);
    if (answer.data.items.length > limitnum) throw new Error('a page holds more than was asked for');
    items.push(...answer.data.items);
    totals.push(answer.data.total);
    limitstart = answer.data.next_offset;
  }
  return { items, totals };
}
