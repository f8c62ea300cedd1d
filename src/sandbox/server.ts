import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { SANDBOX_IDENTIFIER } from '../terms.js';
import { actionNamed } from './actions/index.js';
import { ActionError, Call, type Reply, type SentMail } from './call.js';
import { sendAfter, sendBefore, sendHtml, sendReply, sendSpoiled } from './faults/answers.js';
import { type Fault, isAfter, isBefore, Trouble } from './faults/faults.js';
import { asText, Params, type Plain } from './php/params.js';
import { parsePhpForm, variableOf } from './php/post-form.js';
import { seedCompany } from './seed/company.js';
import type { State } from './state.js';
import { type DateFormat, momentOf } from './values/dates.js';

/** The pair the sandbox accepts by default. It opens nothing else anywhere. */
export const SANDBOX_CREDENTIALS = {
  identifier: SANDBOX_IDENTIFIER,
  secret: 'sandbox-secret-not-a-real-one',
} as const;

/** A Monday morning, when the clock of every sandbox starts: every company is alike, down to what is overdue. */
export const SANDBOX_NOW = new Date('2026-03-02T09:30:00Z');

const ENDPOINT = '/includes/api.php';
const CREDENTIAL_FIELDS: ReadonlySet<string> = new Set([
  'identifier',
  'secret',
  'username',
  'password',
  'accesskey',
]);
const ENVELOPE_FIELDS: ReadonlySet<string> = new Set([...CREDENTIAL_FIELDS, 'action', 'responsetype']);
/** PHP's `post_max_size`: a larger body arrives as no fields at all. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface SandboxOptions {
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  /** The same seed and clock build the same company. */
  seed?: number;
  now?: () => Date;
  /** The installation's date setting, which some parameters follow. */
  dateFormat?: DateFormat;
  /** The release that it says it is; it acts as 8.13 whatever that is. */
  version?: string;
  credentials?: { identifier: string; secret: string };
  /** Opens the API to every address, as `$api_access_key` does. */
  accessKey?: string;
  /** Single addresses; loopback by default, and nobody where empty. */
  allowedIps?: readonly string[];
  /** Where WHMCS is installed below the root, such as `/billing`. */
  subfolder?: string;
  /** What the credential's API role allows, in any case; everything where absent. */
  allowedActions?: readonly string[];
}

export interface ReceivedRequest {
  at: string;
  /** As sent. */
  action: string;
  /** As PHP read them; without the credentials, the action and the response type. */
  params: Record<string, Plain>;
  responseType: string;
  /** The form body with the credentials' fields taken out. */
  rawBody: string;
  /** `fault`: something other than WHMCS's own answer was sent. */
  result: 'success' | 'error' | 'fault';
  /** Whether anything changed, whatever the answer said. */
  effect: boolean;
  remote: string;
}

export interface Sandbox {
  /** The base address, with the subfolder and without `/includes/api.php`. */
  url: string;
  credentials: { identifier: string; secret: string };
  /** The company itself, live: a test may look into it and change it. */
  state: State;
  mails: SentMail[];
  /** Every POST in order of arrival, wherever it was addressed. */
  requests: ReceivedRequest[];
  misbehave(fault: Fault | null): void;
  /** Answers to actions of addon modules, in any case: with what was sent. */
  answerTo(actions: readonly string[]): void;
  /** Puts its clock forward, or back where negative; `date` says whether its answers say what time it has. */
  moveClock(ms: number, date?: boolean): void;
  close(): Promise<void>;
}

interface Outcome {
  status: number;
  reply: Reply;
  effect: boolean;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const house = new House(options);
  const server = createServer((request, response) => {
    house.receive(request, response).catch((error: unknown) => {
      // A client that gives up mid-request can't be told; anything else is a defect here and must show.
      if (response.headersSent || request.socket.destroyed) response.destroy();
      else sendHtml(response, 500, 'Sandbox failure', String(error));
    });
  });
  await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  const { address, port, family } = server.address() as AddressInfo;
  const host = family === 'IPv6' ? `[${address}]` : address;
  return {
    url: `http://${host}:${port}${house.base}`,
    credentials: house.credentials,
    state: house.state,
    mails: house.mails,
    requests: house.requests,
    misbehave: (fault) => house.trouble.set(fault),
    answerTo: (actions) => house.answerTo(actions),
    moveClock: (ms, date) => house.moveClock(ms, date),
    close: () => close(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

class House {
  readonly base: string;
  readonly credentials: { identifier: string; secret: string };
  readonly state: State;
  readonly mails: SentMail[] = [];
  readonly requests: ReceivedRequest[] = [];
  readonly trouble = new Trouble();
  readonly #options: SandboxOptions;
  readonly #clock: () => Date;
  #movedMs = 0;
  #tellsTime = true;
  #addonActions: ReadonlySet<string> = new Set();
  readonly #allowedIps: ReadonlySet<string>;
  readonly #role: ReadonlySet<string> | undefined;

  constructor(options: SandboxOptions) {
    this.#options = options;
    const started = performance.now();
    this.#clock = options.now ?? (() => new Date(SANDBOX_NOW.getTime() + performance.now() - started));
    this.#allowedIps = new Set(options.allowedIps ?? ['127.0.0.1', '::1']);
    this.#role = options.allowedActions && new Set(options.allowedActions.map((name) => name.toLowerCase()));
    const folder = (options.subfolder ?? '').replace(/^\/+|\/+$/g, '');
    this.base = folder === '' ? '' : `/${folder}`;
    this.credentials = options.credentials ?? { ...SANDBOX_CREDENTIALS };
    this.state = seedCompany(options.seed ?? 1, options.now?.() ?? SANDBOX_NOW);
  }

  answerTo(actions: readonly string[]): void {
    this.#addonActions = new Set(actions.map((name) => name.toLowerCase()));
  }

  moveClock(ms: number, date = true): void {
    this.#movedMs += ms;
    this.#tellsTime = date;
  }

  #now(): Date {
    return new Date(this.#clock().getTime() + this.#movedMs);
  }

  async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    response.sendDate = false;
    if (this.#tellsTime) response.setHeader('date', this.#now().toUTCString());
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (request.method !== 'POST')
      return sendHtml(response, path === this.base + ENDPOINT ? 405 : 404, 'Not Found');
    const isForm = /^application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '');
    const isRead = isForm && body.length <= MAX_BODY_BYTES;
    const form = isRead ? parsePhpForm(body) : new Map();
    const params = new Params(form);
    const entry: ReceivedRequest = {
      at: momentOf(this.#now()),
      action: asText(form.get('action') ?? ''),
      params: params.plain(ENVELOPE_FIELDS),
      responseType: params.text('responsetype'),
      rawBody: isRead ? withoutCredentials(body) : '',
      result: 'error',
      effect: false,
      remote: (request.socket.remoteAddress ?? '').replace(/^::ffff:/, ''),
    };
    this.requests.push(entry);
    if (path === this.base + ENDPOINT + ENDPOINT) {
      return sendReply(response, 200, entry.responseType, entry.action, refusal('An admin user is required'));
    }
    if (path !== this.base + ENDPOINT) return sendHtml(response, 404, '404 Not Found');
    await this.#answer(response, params, entry);
  }

  async #answer(response: ServerResponse, params: Params, entry: ReceivedRequest): Promise<void> {
    const fault = this.trouble.strike(entry.action);
    if (fault?.kind === 'latency') await wait(fault.ms ?? 0, undefined, { ref: false });
    else if (fault) entry.result = 'fault';
    if (fault && isBefore(fault.kind)) return sendBefore(response, fault.kind, entry.remote);
    const { status, reply, effect } = this.#outcome(params, entry);
    entry.effect = effect;
    if (!fault || fault.kind === 'latency') {
      entry.result = reply.result === 'error' ? 'error' : 'success';
      return sendReply(response, status, entry.responseType, entry.action, reply);
    }
    if (isAfter(fault.kind)) return sendAfter(response, fault.kind);
    await sendSpoiled(response, fault, entry.action, reply);
  }

  #outcome(params: Params, entry: ReceivedRequest): Outcome {
    const key = this.#options.accessKey;
    const hasKey = key !== undefined && params.text('accesskey') === key;
    if (!hasKey && !this.#allowedIps.has(entry.remote)) return denied(`Invalid IP ${entry.remote}`);
    if (!this.#isAuthentic(params)) return denied('Invalid or missing credentials');
    const action = actionNamed(entry.action) ?? this.#ofAddon(entry);
    if (!action) {
      const reply = refusal(`Invalid API Action: "${entry.action}" is not a valid API action`);
      return { status: 200, reply, effect: false };
    }
    if (this.#role && !this.#role.has(action.name.toLowerCase())) {
      return denied(`Invalid Permissions: API action "${action.name.toLowerCase()}" is not allowed`);
    }
    const call = new Call({
      params,
      state: this.state,
      now: this.#now(),
      dateFormat: this.#options.dateFormat ?? 'DD/MM/YYYY',
      version: this.#options.version ?? '8.13.1',
      remote: entry.remote,
      mails: this.mails,
    });
    try {
      const reply = action.handler(call);
      return { status: 200, reply, effect: call.changed };
    } catch (error) {
      if (!(error instanceof ActionError)) throw error;
      return { status: 200, reply: refusal(error.message), effect: call.changed };
    }
  }

  /** An addon module does nothing here, and says what it was asked. */
  #ofAddon({ action: name, params }: ReceivedRequest) {
    if (!this.#addonActions.has(name.toLowerCase())) return undefined;
    return { name, handler: (): Reply => ({ result: 'success', action: name, received: params }) };
  }

  #isAuthentic(params: Params): boolean {
    const { identifier, secret } = this.credentials;
    const matches = (id: string, key: string) =>
      params.text(id) === identifier && params.text(key) === secret;
    return matches('identifier', 'secret') || matches('username', 'password');
  }
}

function refusal(message: string): Reply {
  return { result: 'error', message };
}

function denied(message: string): Outcome {
  return { status: 403, reply: refusal(message), effect: false };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

function withoutCredentials(body: Buffer): string {
  const pairs = body.toString('latin1').split('&');
  return pairs.filter((pair) => !CREDENTIAL_FIELDS.has(variableOf(pair))).join('&');
}
