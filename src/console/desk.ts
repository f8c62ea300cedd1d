import type { Context, Hono } from 'hono';
import type { Attempts } from './attempts.js';
import type { ConsoleOptions } from './console.js';
import type { Links } from './links.js';
import type { Place } from './origin.js';
import type { Pulse } from './pulse.js';
import type { Session, Sessions } from './sessions.js';

/** What the pages share. */
export interface Desk extends ConsoleOptions {
  readonly sessions: Sessions;
  readonly links: Links;
  readonly attempts: Attempts;
  readonly pulse: Pulse;
}

export interface Env {
  Variables: {
    place: Place;
    /** Set on every page but those that anyone may see. */
    session: Session;
    /** The fields of a form that was checked to be ours. */
    form: URLSearchParams;
  };
}

export type Ctx = Context<Env>;
export type App = Hono<Env>;
