import type { Context, Hono } from 'hono';
import type { SignInAttempts } from './door/attempts.js';
import type { SignInLinks } from './door/links.js';
import type { Site } from './door/origin.js';
import type { Session, Sessions } from './door/sessions.js';
import type { LiveUpdates } from './live-updates.js';
import type { ConsoleOptions } from './options.js';

/** What the pages share. */
export interface ConsoleContext extends ConsoleOptions {
  readonly sessions: Sessions;
  readonly links: SignInLinks;
  readonly attempts: SignInAttempts;
  readonly liveUpdates: LiveUpdates;
}

export interface Env {
  Variables: {
    site: Site;
    /** Set on every page but those that anyone may see. */
    session: Session;
    /** The fields of a form that was checked to be ours. */
    form: URLSearchParams;
  };
}

export type RequestContext = Context<Env>;
export type App = Hono<Env>;
