import { randomBytes, scryptSync } from 'node:crypto';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import {
  type ApprovalRequest,
  type Approvals,
  createApprovals,
  type Preview,
} from '../../src/approvals/index.js';
import type { CallView } from '../../src/audit/index.js';
import { type ConsoleOptions, createConsole, serveConsole } from '../../src/console/index.js';
import type { LimitStatus, ToolState } from '../../src/guard/index.js';
import { createApprovers } from '../../src/identities/index.js';
import { openStore, type Store, type StoredApproval } from '../../src/store/index.js';
import { DESCRIBED, TOOLS } from './samples.js';

export const NOON = new Date('2026-03-10T12:00:00.000Z');

/** A running console over a real state, with what it shows laid before it. */
export interface RunningConsole {
  readonly url: string;
  readonly store: Store;
  readonly key: Uint8Array;
  readonly approvals: Approvals;
  /** Calls that the journal holds, newest first. */
  calls: CallView[];
  limits: LimitStatus[];
  tools: ToolState[];
  fixed: string | undefined;
  mode: string;
  /** What a switch answers. */
  refusal: string | undefined;
  /** Calls that were undone, by whom. */
  readonly undone: { call: string; who: string; grant?: string }[];
  readonly switched: { tool: string; on: boolean; who: string }[];
  readonly log: { level: string; event: string; fields: Record<string, unknown> }[];
  readonly offered: string[];
  /** Makes the state fail from now on. */
  broken: boolean;
  now(): Date;
  pass(ms: number): void;
  /** Somebody asks for a call. */
  ask(differing?: Partial<ApprovalRequest>, preview?: Partial<Preview>): Promise<StoredApproval>;
  link(): Promise<string>;
}

const PREVIEW: Preview = {
  title: 'Cancel order 1042 of Anna Schmidt (client 12)',
  sentences: [
    'Anna Schmidt of Schmidt Design (client 12) has been a customer since 14 May 2019.',
    'Order 1042 was placed 3 days ago, is Pending, and comes to 59.90 EUR.',
    'The web hosting service 311 and the open invoice 2203 over 59.90 EUR hang on it.',
    'WHMCS will cancel both and mail Anna Schmidt about it.',
  ],
  irreversible: ['A mail that went out is not called back.'],
  gentler: 'Set the order to Pending again, or write to the customer first.',
  details: [
    { label: 'Order', value: '1042' },
    { label: 'Invoice', value: '2203, Unpaid, due 20 March 2026' },
    { label: 'Service', value: '311, Web Hosting Basic, Active' },
  ],
  snapshot: { 'order.status': 'Pending', 'order.amount': '59.90', 'client.id': '12' },
  reads: 4,
};

let asked = 0;

function requestOf(differing: Partial<ApprovalRequest>, preview: Partial<Preview>): ApprovalRequest {
  asked += 1;
  const args = { orderid: 1042, cancelsub: true };
  return {
    tool: 'whmcs_cancel_order',
    caller: 'local',
    values: { ...args, asked },
    shownArgs: args,
    revision: 'r1',
    rule: '/classes/destructive/require_approval',
    message: 'Orders are cancelled by people.',
    preview: async () => ({ ...PREVIEW, ...preview }),
    ...differing,
  };
}

const matches = (call: CallView, filter: Parameters<ConsoleOptions['journal']['calls']>[0]) =>
  (filter.tool === undefined || call.tool === filter.tool) &&
  (filter.risk === undefined || call.risk === filter.risk) &&
  (filter.caller === undefined || call.caller === filter.caller) &&
  (filter.grants === undefined || filter.grants.includes(call.grant ?? '')) &&
  (filter.outcome === undefined || call.result?.outcome === filter.outcome) &&
  (filter.text === undefined || JSON.stringify(call).toLowerCase().includes(filter.text.toLowerCase()));

/** `beside`: another one over the same state, as replicas are. */
export async function openConsole(
  more: Partial<ConsoleOptions> = {},
  beside?: RunningConsole,
): Promise<RunningConsole> {
  const store = beside?.store ?? (await openStore('memory'));
  const key = beside?.key ?? randomBytes(32);
  let time = NOON.getTime();
  const now = () => new Date(time);
  const approvals = createApprovals({
    rows: async () => store.approvals,
    installation: 'here',
    key: randomBytes(32),
    now,
    record: async () => {},
    listeners: [],
    log: () => {},
  });
  const whole = <T>(value: T): T => {
    if (console.broken) throw new Error('the state at /secret/place can not be read');
    return value;
  };
  const page = createConsole({
    approvals: {
      list: async (of) => whole(approvals).list(of),
      get: async (id) => whole(approvals).get(id),
      vote: async (id, word) => whole(approvals).vote(id, word),
    },
    approvers: createApprovers(store.approvers),
    sessions: await store.consoleSessions(),
    key,
    journal: {
      async calls(filter) {
        const found = console.calls.filter((call) => matches(call, filter));
        const start = filter.before ?? 0;
        const end = start + filter.limit;
        return { calls: found.slice(start, end), next: end < found.length ? end : undefined };
      },
      call: async (id) => console.calls.find(({ call }) => call === id),
    },
    tools: () => console.tools,
    describe: (tool) => DESCRIBED[tool],
    admin: () => 'https://billing.example.com/admin',
    policy: () => ({
      path: '/etc/whmcs-mcp/policy.json',
      revision: 'b1946ac9',
      mode: console.mode,
      ...(console.fixed === undefined ? {} : { fixed: console.fixed }),
    }),
    async switchTool(tool, on, who) {
      if (console.refusal !== undefined) return console.refusal;
      console.switched.push({ tool, on, who });
      console.tools = console.tools.map((one) =>
        one.name === tool ? { ...one, state: on ? 'approval' : 'hidden', listed: on } : one,
      );
      return undefined;
    },
    undo: {
      of: ({ call, tool }) =>
        tool === 'whmcs_accept_order'
          ? 'What was set up on a server stays set up; terminate it by hand.'
          : { tool, args: { undoes: call }, leaves: 'The mail that went out.' },
      async perform({ call }, who, _channel, grant) {
        console.undone.push({ call, who, ...(grant !== undefined && { grant }) });
        return { done: true, says: `${call} is undone.` };
      },
    },
    limits: async () => console.limits,
    tainted: () => store.taint.list(now()),
    endTaint: (caller) => store.taint.end({ installation: 'here', caller }, now()),
    halted: () => whole(store).killSwitch.halted(),
    halt: (who, reason) => store.killSwitch.halt(who, reason, now()),
    resume: (who) => store.killSwitch.resume(who, now()),
    offerLink: (path) => console.offered.push(path),
    version: '0.0.0',
    now,
    random: randomBytes,
    log: (level, event, fields) => console.log.push({ level, event, fields }),
    ...more,
  });
  const server = await serveConsole(page, { port: 0 });
  onTestFinished(async () => {
    await server.close();
    if (beside === undefined) await store.close();
  });
  const console: RunningConsole = {
    url: server.url,
    store,
    key,
    approvals,
    calls: [],
    limits: [],
    tools: TOOLS,
    fixed: undefined,
    mode: 'enforce',
    refusal: undefined,
    undone: [],
    switched: [],
    log: [],
    offered: [],
    broken: false,
    now,
    pass: (ms) => {
      time += ms;
    },
    async ask(differing = {}, preview = {}) {
      const answer = await approvals.ask(requestOf(differing, preview));
      if (answer.kind !== 'live') throw new Error(`nobody was asked: ${answer.kind}`);
      return answer.approval;
    },
    async link() {
      const path = await page.signInPath();
      if (path === undefined) throw new Error('no link: approvers have names');
      return `${server.url}${path}`;
    },
  };
  return console;
}

/** Signs a browser in by a fresh link, as a person does. */
export async function signIn(page: Page, console: RunningConsole): Promise<void> {
  await page.goto(await console.link());
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${console.url}/approvals`);
}

/** Fields of a form; as pairs where a name is there several times. */
type Fields = Readonly<Record<string, string>> | readonly (readonly [string, string])[];

/** A client with a session, without a browser. */
export interface Visitor {
  cookie: string;
  csrf: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, fields?: Fields, headers?: Record<string, string>): Promise<Response>;
}

export const FORM = 'application/x-www-form-urlencoded';

export const cookieIn = (response: Response) =>
  (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';

const isPairs = (fields: Fields): fields is readonly (readonly [string, string])[] => Array.isArray(fields);

/** Sends a form as a page of the console would, without a session unless the headers bring one. */
export const post = (url: string, path: string, fields: Fields, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': FORM, origin: url, ...headers },
    body: new URLSearchParams(
      isPairs(fields) ? [...fields.map(([name, value]): [string, string] => [name, value])] : fields,
    ).toString(),
  });

/** A session, however it was signed in. */
export async function visitorWith(url: string, cookie: string): Promise<Visitor> {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, { redirect: 'manual', headers: { cookie, ...headers } });
  const csrf = /name="csrf" value="([^"]+)"/.exec(await (await get('/limits')).text())?.[1] ?? '';
  return {
    cookie,
    csrf,
    get,
    post: (path, fields = {}, headers = {}) =>
      post(url, path, isPairs(fields) ? [['csrf', csrf], ...fields] : { csrf, ...fields }, {
        cookie,
        ...headers,
      }),
  };
}

/** The operator, by a link. */
export async function operator(console: RunningConsole): Promise<Visitor> {
  const token = new URL(await console.link()).searchParams.get('token') ?? '';
  return visitorWith(console.url, cookieIn(await post(console.url, '/sign-in', { token })));
}

const SALT = Buffer.alloc(16);

/** As a password is kept, at a thousandth of the work that a guess has to cost: most of what these tests took was that. */
function quickDigest(password: string): string {
  const hash = scryptSync(password, SALT, 32, { N: 1024, r: 8, p: 1 });
  return `scrypt$1024$8$1$${SALT.toString('base64url')}$${hash.toString('base64url')}`;
}

/** A named approver, added and signed in. */
export async function approver(
  console: RunningConsole,
  name: string,
  grants?: readonly string[],
): Promise<Visitor> {
  const password = `a password of ${name}`;
  const at = console.now();
  await console.store.approvers.put({ name, password: quickDigest(password), grants, at });
  return visitorWith(console.url, cookieIn(await post(console.url, '/sign-in', { name, password })));
}
