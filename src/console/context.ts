import type { Context, Hono } from 'hono';
import type { SignInAttempts } from './door/attempts.js';
import type { SignInLinks } from './door/links.js';
import type { Site } from './door/origin.js';
import type { Seal } from './door/sealed.js';
import type { Session, Sessions } from './door/sessions.js';
import type { LiveUpdates } from './live-updates.js';
import type { ConsoleOptions } from './options.js';

/** What door and pages share. */
export interface ConsoleContext extends ConsoleOptions {
  readonly sessions: Sessions;
  readonly links: SignInLinks;
  readonly attempts: SignInAttempts;
  /** Sign-ins at the provider that came to nothing. */
  readonly providerAttempts: SignInAttempts;
  readonly seal: Seal;
  readonly liveUpdates: LiveUpdates;
}

export interface Env {
  Variables: {
    site: Site;
    /** Missing on pages that anyone may see, such as the sign-in. */
    session: Session;
    /** Fields of a POST, once it was shown to come from a page of the console. */
    form: URLSearchParams;
  };
}

export type RequestContext = Context<Env>;
export type App = Hono<Env>;
