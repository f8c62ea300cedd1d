import { plain } from '../../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { notFound } from '../bare-page.js';
import { plural } from '../format.js';
import { goTo } from '../layout.js';
import { addHeld, beginEdit } from './held.js';
import { leftOutBy } from './plan-lines.js';
import { inOrder } from './rows.js';
import { isSearching, matches, queryOf, searchOf } from './search.js';
import { voteText } from './words.js';

/** What the buttons of a request say. */
const DECISIONS = ['approve', 'deny', 'take-back', 'edit'] as const;
type Decision = (typeof DECISIONS)[number];

export const MOST_PENDING = 200;
const TAKEN_BACK = 'The approval was taken back.';

/** Whether a text can be an id; anything else leads to no request. */
export const isId = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

const reasonIn = (form: URLSearchParams) => plain(form.get('reason') ?? '').slice(0, 500);

/** What was looked for on the page that a form stands on. */
function searchIn(form: URLSearchParams) {
  const query = new URLSearchParams(form.get('query') ?? '');
  return searchOf((name) => query.get(name));
}

/** The list as it was, at the request after this one, so that somebody can go through it by keyboard. */
async function placeAfter(c: RequestContext, id: string): Promise<string> {
  const search = searchIn(c.get('form'));
  const pending = await c.get('view').requests.list({ states: ['pending'], limit: MOST_PENDING });
  const waiting = inOrder(pending).filter((one) => one.id === id || matches(one, search));
  const at = waiting.findIndex((one) => one.id === id);
  const next = at === -1 ? undefined : (waiting[at + 1] ?? waiting[at - 1]);
  return `/approvals${queryOf(search)}${next === undefined ? '' : `#card-${next.id}`}`;
}

async function decide(c: RequestContext, context: ConsoleContext, id: string) {
  const form = c.get('form');
  const said = form.get('decision');
  const decision = DECISIONS.find((one): one is Decision => one === said);
  const path = form.get('from') === 'list' ? await placeAfter(c, id) : `/approvals/${encodeURIComponent(id)}`;
  if (decision === undefined) {
    const text = 'Say approve or deny. Nothing was decided.';
    return goTo(c, context, path, { kind: 'refused', text });
  }
  if (decision === 'edit') return beginEdit(c, context, id);
  const takesBack = decision === 'take-back';
  const reason = reasonIn(form) || (takesBack ? TAKEN_BACK : '');
  const yes = decision === 'approve';
  const request = yes ? await c.get('view').requests.get(id) : undefined;
  const denied = request?.lines && leftOutBy(form, request);
  if (request?.lines !== undefined && denied === undefined) {
    const text = 'No line is checked. Nothing was decided: Deny all says no to the whole.';
    return goTo(c, context, path, { kind: 'refused', text });
  }
  const voting = await c.get('view').vote(id, { yes, reason, ...(denied && { denied }) });
  // A request of other people's callers is for this person none that there is.
  if (!voting.counted && (voting.why === 'unknown' || voting.why === 'grant')) return notFound(c);
  const text = voteText(voting, takesBack);
  return goTo(c, context, path, { kind: voting.counted ? 'done' : 'refused', text });
}

/** Denies each of the selected requests; of those that can't be denied says how many. */
async function denyMany(c: RequestContext, context: ConsoleContext) {
  const form = c.get('form');
  const ids = [...new Set(form.getAll('id'))].filter(isId).slice(0, MOST_PENDING);
  const search = searchIn(form);
  const path = `/approvals${isSearching(search) ? queryOf(search) : ''}`;
  if (ids.length === 0) {
    return goTo(c, context, path, { kind: 'refused', text: 'Nothing is selected. Nothing was decided.' });
  }
  const reason = reasonIn(form);
  let denied = 0;
  for (const id of ids) {
    const voting = await c.get('view').vote(id, { yes: false, reason });
    if (voting.counted) denied += 1;
  }
  const left = ids.length - denied;
  const rest = left === 0 ? '' : ` ${plural(left, 'other')} could not be denied by you here.`;
  const text = `Denied: ${plural(denied, 'request')}. Nothing will be sent for them.${rest}`;
  return goTo(c, context, path, { kind: left === 0 ? 'done' : 'refused', text });
}

/** Forms that decide: one request, or a no to many. */
export function addDeciding(app: App, context: ConsoleContext): void {
  addHeld(app, context);
  app.post('/approvals', (c) => denyMany(c, context));
  app.post('/approvals/:id', (c) => {
    const id = c.req.param('id');
    return isId(id) ? decide(c, context, id) : notFound(c);
  });
}
