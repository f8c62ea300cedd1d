import { html } from 'hono/html';
import type { ConsoleContext, RequestContext } from '../../context.js';
import type { Html } from '../format.js';

/** How old a sign-in may be that was made without a password of the console. */
const FRESH_MS = 15 * 60_000;

/** Where somebody says again who they are, before what changes much: a session may have been left open. */
export function proofField(c: RequestContext): Html {
  if (c.get('session').by.way !== 'password')
    return html`<p class="faint">Where you signed in more than 15 minutes ago, sign out and in again first; keep a copy of your text.</p>`;
  return html`<div class="reason"><label for="proof">Your password</label><input id="proof" name="password" type="password" autocomplete="current-password" maxlength="2000"></div>`;
}

/** Why it is not certain enough that it is they, as a sentence; undefined where it is. */
export async function unproven(c: RequestContext, context: ConsoleContext): Promise<string | undefined> {
  const { who, by, startedAt } = c.get('session');
  if (by.way !== 'password') {
    const isFresh = context.now().getTime() - startedAt.getTime() <= FRESH_MS;
    return isFresh
      ? undefined
      : 'You signed in more than 15 minutes ago. Copy your text, sign out, sign in again, and put it in force then. Nothing was changed.';
  }
  const undo = context.attempts.begin(who, c.env.address);
  if (undo === undefined) return 'Too many attempts. Wait a minute, then try again. Nothing was changed.';
  const known = await context.approvers.check(who, c.get('form').get('password') ?? '');
  if (known === undefined) {
    context.log('warn', 'console.refused', { name: who.slice(0, 64) });
    return 'That is not your password. Nothing was changed.';
  }
  undo();
  return undefined;
}
