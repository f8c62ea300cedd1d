import type { IncomingMessage, ServerResponse } from 'node:http';
import { sessionFor } from '../../guard/index.js';
import {
  type Alone,
  type Exchange,
  isRevision,
  openHttpSession,
  type Posted,
  readPosted,
  revisionFrom,
  serveAlone,
  takesBatches,
} from '../../mcp/http/index.js';
import type { McpOptions } from '../../mcp/index.js';
import { answerEmpty, type Refusal, refusal, refuse } from '../refuse.js';
import type { Asked, Route } from '../routes.js';
import { Bodies, type Body, isBody } from './body.js';
import { type Gate, isKnown, type Known } from './gate.js';
import { headerOf, wrongGet, wrongPost } from './headers.js';
import { type Lone, LoneRequests } from './lone-requests.js';
import { type Held, type SessionBounds, Sessions } from './sessions.js';

export interface McpRouteOptions extends McpOptions {
  readonly gate: Gate;
  /** Undefined: each request stands alone, and any process can answer it. */
  readonly sessions: SessionBounds | undefined;
}

/** MCP on a path, and what ends it. */
export interface McpRoute extends Route {
  /** Sessions that are open. */
  readonly sessions: number;
  /** Tells clients whose list of tools is out of date. */
  toolsChanged(): void;
  /** Takes no new requests; resolves when those under way are answered. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

const SESSION = 'mcp-session-id';
const REVISION = 'mcp-protocol-version';

const NO_SESSION = refusal(404, 'There is no such session: send initialize anew.', { code: -32001 });
const NAME_SESSION = refusal(400, `Name your session in ${SESSION}, or send initialize to open one.`);
const STOPPING = refusal(
  503,
  'This server is stopping and takes nothing new: ask again, another may answer.',
  {
    headers: { 'retry-after': '5', connection: 'close' },
  },
);
const LATER = { headers: { 'retry-after': '10' } };
const FULL = {
  'full of own': refusal(429, 'You have as many sessions in use as one caller may: end one, or wait.', LATER),
  full: refusal(503, 'There are as many sessions here as there may be: try again later.', LATER),
};
const TOO_MANY = refusal(429, 'This session has too many requests under way: wait for answers.', {
  headers: { 'retry-after': '1' },
});
const TWICE = refusal(400, 'A request with this id is under way in this session.', { code: -32600 });
const OPENED = refusal(400, 'This session is open: initialize opens one, and comes without a session.', {
  code: -32600,
});
const NO_BATCH = refusal(
  400,
  'Batches were part of MCP up to revision 2025-03-26: send each message by itself.',
  { code: -32600 },
);
const OPENS_ALONE = refusal(400, 'initialize comes by itself: what follows it depends on its answer.', {
  code: -32600,
});
const ALONE = refusal(405, 'No sessions are kept here: only POST is taken.', { headers: { allow: 'POST' } });

function unknownRevision(request: IncomingMessage): Refusal | undefined {
  const revision = headerOf(request, REVISION);
  if (revision === undefined || isRevision(revision)) return undefined;
  return refusal(400, `This revision of MCP is not spoken here: see ${REVISION}.`);
}

/** The path /mcp: messages come by POST, streams are opened by GET, and DELETE ends a session. */
export class McpEndpoint implements McpRoute {
  readonly path = '/mcp';
  readonly methods = ['POST', 'GET', 'DELETE'];
  readonly #options: McpRouteOptions;
  readonly #sessions: Sessions | undefined;
  readonly #lone = new LoneRequests();
  readonly #bodies = new Bodies();
  #underWay = 0;
  #drained: (() => void) | undefined;

  constructor(options: McpRouteOptions) {
    this.#options = options;
    this.#sessions = options.sessions === undefined ? undefined : new Sessions(options.sessions);
  }

  get sessions(): number {
    return this.#sessions?.size ?? 0;
  }

  async handle(request: IncomingMessage, response: ServerResponse, asked: Asked): Promise<void> {
    const known = await this.#options.gate.identify(request, asked);
    const refused = isKnown(known) ? await this.#serve(request, response, known) : known;
    if (refused !== undefined) refuse(response, refused);
  }

  toolsChanged(): void {
    for (const { server } of this.#sessions ?? []) server.toolsChanged();
  }

  drain(): Promise<void> {
    return new Promise((drained) => {
      this.#drained = drained;
      if (this.#underWay === 0) drained();
    });
  }

  async close(): Promise<void> {
    this.#lone.close();
    await this.#sessions?.close();
  }

  async #serve(
    request: IncomingMessage,
    response: ServerResponse,
    known: Known,
  ): Promise<Refusal | undefined> {
    if (request.method === 'POST') return this.#post(request, response, known);
    if (this.#sessions === undefined) return ALONE;
    const held = this.#heldBy(request, known);
    if ('status' in held) return held;
    if (request.method === 'GET') return this.#listen(request, response, held);
    await this.#sessions.end(held);
    answerEmpty(response, 204);
    return undefined;
  }

  /** The session that a request names. */
  #heldBy(request: IncomingMessage, known: Known): Held | Refusal {
    const id = headerOf(request, SESSION);
    if (id === undefined) return NAME_SESSION;
    return this.#sessions?.find(known, id) ?? NO_SESSION;
  }

  #listen(request: IncomingMessage, response: ServerResponse, { transport }: Held): Refusal | undefined {
    const wrong = wrongGet(request) ?? unknownRevision(request);
    if (wrong !== undefined) return wrong;
    const lastEventId = headerOf(request, 'last-event-id');
    if (lastEventId !== undefined) {
      return transport.resume(response, lastEventId)
        ? undefined
        : refusal(400, 'This event is not known any more: the stream can not be taken up again.');
    }
    if (this.#drained !== undefined) return STOPPING;
    return transport.listen(response)
      ? undefined
      : refusal(409, 'This session has such a stream already: one is enough.');
  }

  async #post(
    request: IncomingMessage,
    response: ServerResponse,
    known: Known,
  ): Promise<Refusal | undefined> {
    const wrong = wrongPost(request) ?? unknownRevision(request);
    if (wrong !== undefined) return wrong;
    const body = await this.#bodies.read(request, response, known.caller.name);
    if (!isBody(body)) return body;
    try {
      return await this.#take(request, response, { known, body });
    } catch (error) {
      body.release();
      throw error;
    }
  }

  async #take(
    request: IncomingMessage,
    response: ServerResponse,
    { known, body }: { known: Known; body: Body },
  ): Promise<Refusal | undefined> {
    const refused = (why: Refusal) => {
      body.release();
      return why;
    };
    const posted = readPosted(body.bytes);
    if ('wrong' in posted) {
      return refused(refusal(400, posted.wrong, { code: posted.answer?.error.code ?? -32600 }));
    }
    const { messages, requests, isBatch } = posted;
    const opening = requests.find(({ method }) => method === 'initialize');
    if (opening !== undefined && messages.length > 1) return refused(OPENS_ALONE);
    if (this.#drained !== undefined && requests.length > 0) return refused(STOPPING);
    const revision = opening && revisionFrom(opening);
    if (isBatch && !takesBatches(revision ?? this.#revisionOf(request, known))) return refused(NO_BATCH);
    if (this.#sessions === undefined && requests.length === 0) {
      body.release();
      answerEmpty(response, 202);
      return undefined;
    }
    const tooMuch = body.holdAnswers(requests.length);
    if (tooMuch !== undefined) return refused(tooMuch);
    const session = await this.#sessionOf(request, known, revision);
    if ('status' in session) return refused(session);
    const lone = 'id' in session ? undefined : this.#lone.begin(known, session);
    const why = this.#handOn(session, posted, {
      response,
      revision: headerOf(request, REVISION),
      ...(opening !== undefined && 'id' in session && { headers: { [SESSION]: session.id } }),
      onEnd: () => {
        body.release();
        this.#ended(session, lone);
      },
    });
    if (why !== undefined || requests.length === 0) body.release();
    if (why !== undefined && lone !== undefined) this.#lone.end(lone);
    return why;
  }

  /** The revision that the session of a request has begun with, or the one that the request names. */
  #revisionOf(request: IncomingMessage, known: Known): string | undefined {
    const id = headerOf(request, SESSION);
    const held = id === undefined ? undefined : this.#sessions?.find(known, id);
    return held?.revision ?? headerOf(request, REVISION);
  }

  /**
   * The session that what was posted belongs to: a new one, one that is open, or one for this alone.
   *
   * @param opening the revision that a new session begins with
   */
  async #sessionOf(
    request: IncomingMessage,
    known: Known,
    opening: string | undefined,
  ): Promise<Alone | Held | Refusal> {
    const session = () => sessionFor(known.caller);
    if (this.#sessions === undefined) return serveAlone(session(), this.#options);
    if (opening === undefined) return this.#heldBy(request, known);
    if (headerOf(request, SESSION) !== undefined) {
      const held = this.#heldBy(request, known);
      return 'status' in held ? held : OPENED;
    }
    const held = await this.#sessions.open(known, (id) =>
      openHttpSession(session(), this.#options, { id, revision: opening }),
    );
    if (typeof held === 'string') return FULL[held];
    this.#options.log('info', 'http.session', { caller: known.caller.name, open: this.#sessions.size });
    return held;
  }

  #handOn({ transport }: Alone | Held, posted: Posted, exchange: Exchange): Refusal | undefined {
    const { messages, requests, isBatch } = posted;
    const [request] = requests;
    if (request === undefined) {
      for (const message of messages) transport.tell(message);
      answerEmpty(exchange.response, 202);
      return undefined;
    }
    if (requests.some(({ id }) => transport.isUnderWay(id))) return TWICE;
    if (transport.isFull) return TOO_MANY;
    this.#underWay += 1;
    // Without a session nobody can come back for the answer.
    if (transport.sessionId === undefined) exchange.response.once('close', () => void transport.close());
    if (isBatch) transport.askAll(posted, exchange);
    else transport.ask(request, exchange);
    return undefined;
  }

  #ended(session: Alone | Held, lone: Lone | undefined): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#drained?.();
    if (lone !== undefined) this.#lone.end(lone);
    // A session that was refused its opening is none.
    else if ('id' in session && !session.server.isIntroduced()) void this.#sessions?.end(session);
  }
}
