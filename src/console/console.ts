import { Hono } from 'hono';
import { assetAt } from './assets.js';
import type { ConsoleContext, Env } from './context.js';
import { SignInAttempts } from './door/attempts.js';
import { addProviderSignIn } from './door/by-provider.js';
import { signedIn } from './door/gate.js';
import { securityHeaders } from './door/headers.js';
import { SignInLinks } from './door/links.js';
import { knownHost, ownForms } from './door/request-checks.js';
import { Seal } from './door/sealed.js';
import { newSecret } from './door/secrets.js';
import { Sessions } from './door/sessions.js';
import { addSignIn, addSignOut, isByLink } from './door/sign-in.js';
import { INSTALLABLE } from './installable.js';
import { LiveUpdates } from './live-updates.js';
import { addEvents } from './live-updates-route.js';
import type { Console, ConsoleOptions } from './options.js';
import { addActivity } from './pages/activity.js';
import { addApprovals } from './pages/approvals/approvals.js';
import { failed, notFound } from './pages/bare-page.js';
import { addLimits } from './pages/limits/limits.js';
import { addTaint } from './pages/limits/tainted.js';
import { addPeople } from './pages/people/people.js';
import { addPolicyEdits } from './pages/policy/edit.js';
import { addPolicy } from './pages/policy/policy.js';
import { addTheme } from './pages/theme.js';
import { addToday } from './pages/today/today.js';
import { addTools } from './pages/tools/tools.js';
import { addUndo } from './pages/undo.js';

const ATTEMPTS = { perName: 5, inTotal: 20 };
const PROVIDER_ATTEMPTS = { perName: 30, inTotal: 30 };

/** Builds the console over what the program hands in; it opens and closes none of that. */
export function createConsole(options: ConsoleOptions): Console {
  const context: ConsoleContext = {
    ...options,
    id: newSecret(options.random),
    sessions: new Sessions(options),
    links: new SignInLinks(options),
    attempts: new SignInAttempts(ATTEMPTS, options.now),
    providerAttempts: new SignInAttempts(PROVIDER_ATTEMPTS, options.now),
    seal: new Seal(options.random, options.key),
    liveUpdates: new LiveUpdates(options),
  };
  const app = new Hono<Env>();
  app.notFound((c) => notFound(c));
  app.onError((error, c) => {
    options.log('error', 'console.failed', { path: c.req.path.slice(0, 200), error });
    return failed(c);
  });
  app.use(
    securityHeaders,
    knownHost(options.publicUrl === undefined ? undefined : new URL(options.publicUrl)),
  );
  app.get('/assets/*', (c) => assetAt(c.req.path));
  for (const [path, answer] of INSTALLABLE) app.get(path, answer);
  app.use(ownForms(context));
  addSignIn(app, context);
  addProviderSignIn(app, context);
  // Routes below this line are for people who are signed in.
  app.use(signedIn(context, options));
  app.get('/', (c) => c.redirect('/today', 303));
  addSignOut(app, context);
  addEvents(app, context);
  addApprovals(app, context);
  addActivity(app, context);
  addUndo(app, context);
  addTools(app, context);
  addPolicy(app, context);
  addPolicyEdits(app, context);
  addLimits(app, context);
  addTaint(app, context);
  addToday(app, context);
  addTheme(app);
  addPeople(app, context);
  return {
    fetch: (request, from) => app.fetch(request, from ?? {}),
    close: () => context.liveUpdates.close(),
    async signInPath() {
      if (!(await isByLink(context))) return undefined;
      return `/sign-in?token=${context.links.make()}`;
    },
  };
}
