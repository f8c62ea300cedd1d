import { Hono } from 'hono';
import { addActivity } from './activity.js';
import { addApprovals } from './approvals.js';
import { assetAt } from './assets.js';
import { Attempts } from './attempts.js';
import type { Console, ConsoleOptions } from './console.js';
import type { Desk, Env } from './desk.js';
import { failed, headers, notFound, ownForms, rightPlace, signedIn } from './gate.js';
import { addLimits } from './limits.js';
import { Links } from './links.js';
import { Pulse } from './pulse.js';
import { Sessions } from './sessions.js';
import { addSignIn, addSignOut } from './sign-in.js';
import { addTools } from './tools.js';
import { addUndo } from './undo.js';

const ATTEMPTS = { perName: 5, inTotal: 20 };

/** Puts the console together. What it is given it holds for as long as it lives; it opens and closes nothing. */
export function createConsole(options: ConsoleOptions): Console {
  const desk: Desk = {
    ...options,
    sessions: new Sessions(options),
    links: new Links(options),
    attempts: new Attempts(ATTEMPTS, options.now),
    pulse: new Pulse(options),
  };
  const app = new Hono<Env>();
  app.notFound((c) => notFound(c));
  app.onError((error, c) => {
    options.log('error', 'console.failed', { path: c.req.path.slice(0, 200), error });
    return failed(c);
  });
  app.use(headers, rightPlace(options.publicUrl === undefined ? undefined : new URL(options.publicUrl)));
  app.get('/assets/*', (c) => assetAt(c.req.path));
  app.use(ownForms);
  addSignIn(app, desk);
  // Everything from here on is for people who are signed in.
  app.use(signedIn(desk));
  app.get('/', (c) => c.redirect('/approvals', 303));
  addSignOut(app, desk);
  addApprovals(app, desk);
  addActivity(app, desk);
  addUndo(app, desk);
  addTools(app, desk);
  addLimits(app, desk);
  return {
    fetch: (request) => app.fetch(request),
    async signInPath() {
      if ((await options.approvers.list()).length > 0) return undefined;
      return `/sign-in?token=${desk.links.make()}`;
    },
  };
}
