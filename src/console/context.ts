import type { Context, Hono } from 'hono';
import type { SignInAttempts } from './door/attempts.js';
import type { SignInLinks } from './door/links.js';
import type { Site } from './door/origin.js';
import type { Seal } from './door/sealed.js';
import type { Session, Sessions } from './door/sessions.js';
import type { LiveUpdates } from './live-updates.js';
import type { ConsoleOptions } from './options.js';
import type { Guarded, View } from './view.js';

/** What door and pages share. */
export interface ConsoleContext extends Omit<ConsoleOptions, Guarded | 'sessions'> {
  /** Tells this process from others that serve the console of the same state. */
  readonly id: string;
  readonly sessions: Sessions;
  readonly links: SignInLinks;
  readonly attempts: SignInAttempts;
  /** Sign-ins at the provider that came to nothing. */
  readonly providerAttempts: SignInAttempts;
  readonly seal: Seal;
  readonly liveUpdates: LiveUpdates;
}

export interface Env {
  Bindings: {
    /** IP address of whoever sends a request; missing where the console listens by itself. */
    readonly address?: string;
  };
  Variables: {
    site: Site;
    /** Missing on pages that anyone may see, such as the sign-in. */
    session: Session;
    /** What that person sees, and may do. */
    view: View;
    /** Fields of a POST, once it was shown to come from a page of the console. */
    form: URLSearchParams;
  };
}

export type RequestContext = Context<Env>;
export type App = Hono<Env>;
