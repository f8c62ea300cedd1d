import { html } from 'hono/html';
import { linesInWords, whereOf } from '../../../approvals/index.js';
import { plain } from '../../../plain.js';
import type { StoredApproval } from '../../../store/index.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { LATEST_SHOWN } from '../../live-updates.js';
import { notFound } from '../bare-page.js';
import { whoAsked } from '../call.js';
import { badge, factList } from '../components.js';
import { type Html, moment } from '../format.js';
import { csrfField, respond } from '../layout.js';
import {
  callDetails,
  card,
  cardHead,
  decideForm,
  previewText,
  recordLinks,
  requestFacts,
  technicalDetails,
  titleOf,
  type Viewer,
  versionOf,
} from './card.js';
import { addDeciding, isId, MOST_PENDING } from './deciding.js';
import { isPlan } from './plan-lines.js';
import { inOrder, settledRow, takeBackForm, waitingRows } from './rows.js';
import { isSearching, matches, queryOf, searchForm, searchOf } from './search.js';

/** Seconds after which a browser without script loads the page again. */
const REFRESH_S = 30;
/** How far the clocks of two servers of one state may be apart. */
const CLOCKS_MS = 600_000;
/** How many of the latest requests are looked through for what somebody searches. */
const MOST_SEARCHED = 500;

const adminOf =
  ({ admin }: ConsoleContext) =>
  (install: string | undefined) =>
    admin?.(install);

function viewerOf(c: RequestContext, context: ConsoleContext): Viewer {
  const risks = new Map(context.tools().map((tool) => [tool.name, tool.class]));
  const { who, csrf } = c.get('session');
  const { shows } = c.get('view');
  return { now: context.now(), who, csrf, riskOf: (tool) => risks.get(tool), shows, admin: adminOf(context) };
}

const KEYS = html`<details id="keys" class="keys faint"><summary>Keys</summary><p><kbd>j</kbd> and <kbd>k</kbd> go from request to request, <kbd>a</kbd> goes to Approve, <kbd>d</kbd> to Deny, <kbd>x</kbd> selects, <kbd>/</kbd> searches, <kbd>?</kbd> shows the keys. None of them decides; <kbd>Enter</kbd> on the button does.</p></details>`;

/** Denies what is selected in the list; the boxes there belong to this form. */
const manyForm = (c: RequestContext, query: string): Html =>
  html`<form id="many" class="many" method="post" action="/approvals">${csrfField(c)}${query === '' ? '' : html`<input type="hidden" name="query" value="${query}">`}
<div class="reason"><label for="many-reason">What agents are told of all selected</label><textarea id="many-reason" name="reason" rows="1" maxlength="500"></textarea></div>
<button class="deny">Deny all selected</button></form>`;

const nothing = (isNarrow: boolean): Html =>
  isNarrow
    ? html`<div class="empty"><p><strong>Nothing that waits is like that.</strong></p><p><a href="/approvals">Show all requests</a></p></div>`
    : html`<div class="empty"><p><strong>Nothing waits for you.</strong></p><p>When a rule of the policy asks for a person, the request appears here by itself.</p></div>`;

async function listPage(c: RequestContext, context: ConsoleContext) {
  const [viewer, { requests }] = [viewerOf(c, context), c.get('view')];
  const search = searchOf((name) => c.req.query(name));
  const [isNarrow, query] = [isSearching(search), queryOf(search)];
  const [pending, latest] = await Promise.all([
    requests.list({ states: ['pending'], limit: MOST_PENDING }),
    requests.list({ limit: isNarrow ? MOST_SEARCHED : LATEST_SHOWN }),
  ]);
  // Soonest to expire first. New ones are mostly last, so that they move no button under a finger.
  const waiting = inOrder(pending.filter((one) => matches(one, search)));
  const settled = latest
    .filter((one) => one.state !== 'pending' && matches(one, search))
    .slice(0, LATEST_SHOWN);
  const tools = new Set(context.tools().map(({ name }) => name));
  const isEmpty = waiting.length === 0;
  const main = html`<h1>Approvals</h1>
${searchForm(search, tools)}
<div id="live">
<div id="none" data-v="${String(isEmpty)}">${isEmpty ? nothing(isNarrow) : ''}</div>
<div class="desk">
<div class="waiting">
<ul id="rows" data-keyed aria-label="Requests that wait">${waitingRows(waiting, viewer)}</ul>
<div id="deny-many" data-v="${String(isEmpty)}">${isEmpty ? '' : manyForm(c, query)}</div>
<div id="key-help" data-v="${String(isEmpty)}">${isEmpty ? '' : KEYS}</div>
</div>
<div id="pending" data-keyed>${waiting.map((approval) => card(approval, viewer, query))}</div>
</div>
<section aria-labelledby="settled-title" class="settled">
<h2 id="settled-title">Settled lately</h2>
<div id="nothing-settled" data-v="${String(settled.length === 0)}">${settled.length === 0 ? html`<p class="faint">Nothing yet.</p>` : ''}</div>
<ul id="settled" data-keyed>${settled.map((approval) => settledRow(approval, viewer))}</ul>
</section>
</div>`;
  // A page that loads anew by itself would check the boxes again that somebody has cleared.
  const page = { title: 'Approvals', tab: 'approvals', main } as const;
  return respond(c, context, waiting.some(isPlan) ? page : { ...page, refresh: REFRESH_S });
}

function voteList({ votes }: StoredApproval): Html {
  if (votes.length === 0) return html`<p class="faint">Nobody has said anything yet.</p>`;
  return html`<ul class="votes">${votes.map(
    ({
      who,
      yes,
      channel,
      at,
      reason,
      denied = [],
    }) => html`<li>${yes ? badge('good', 'Yes') : badge('bad', 'No')}
<bdi>${plain(who)}</bdi>${denied.length === 0 ? '' : ` without ${linesInWords(denied)}`} ${plain(whereOf(channel))}, ${moment(at)}${reason === '' ? '' : html`<blockquote>${plain(reason)}</blockquote>`}</li>`,
  )}</ul>`;
}

function snapshotFacts(approval: StoredApproval): Html {
  const facts = Object.entries(approval.snapshot ?? {}).map(([label, value]) => ({
    label,
    value: plain(value),
  }));
  if (facts.length === 0) return html``;
  return html`<details id="rests-${approval.id}"><summary>What a yes rests on</summary>
<p class="faint">Read again before the call is made. Where one of these differs by then, the approval is void.</p>
${factList(facts)}</details>`;
}

/** What else the session did that asked, if its call stands in the journal. */
async function askedBy(c: RequestContext, context: ConsoleContext, { id, askedAt }: StoredApproval) {
  const since = new Date(askedAt.getTime() - CLOCKS_MS);
  const { calls } = await c.get('view').journal.calls({ text: id, since, limit: 1 });
  const call = calls.find(({ approval }) => approval === id);
  return call === undefined ? '' : whoAsked(c, context, call);
}

async function onePage(c: RequestContext, context: ConsoleContext, approval: StoredApproval) {
  const viewer = viewerOf(c, context);
  const { id, note } = approval;
  const title = titleOf(approval);
  const main = html`<p class="crumb"><a href="/approvals">Approvals</a></p>
<div id="live" data-keyed>
<article class="card one split" id="card-${id}" data-card data-v="${versionOf(approval)}" tabindex="-1" aria-labelledby="title-${id}">
<div class="first">
${cardHead(approval, viewer)}
<h1 id="title-${id}">${title}</h1>
${note === '' ? '' : html`<div class="box says"><p class="head">Note</p><p>${plain(note)}</p></div>`}
${previewText(approval, viewer)}
${recordLinks(approval, viewer)}
${decideForm(approval, viewer, 'one')}
${takeBackForm(approval, viewer, 'one')}
</div>
<div class="rest">
<section><h2>Details</h2>${callDetails(approval, viewer)}</section>
${snapshotFacts(approval)}
${technicalDetails(approval, viewer)}
</div>
<div class="side">
<section><h2>Who said what</h2>${voteList(approval)}</section>
${await askedBy(c, context, approval)}
<section><h2>The request</h2>${requestFacts(approval, viewer)}
<p><a href="/activity?text=${encodeURIComponent(id)}">What the journal says about it</a></p></section>
</div>
</article>
</div>`;
  return respond(c, context, { title, tab: 'approvals', main });
}

export function addApprovals(app: App, context: ConsoleContext): void {
  app.get('/approvals', (c) => listPage(c, context));
  app.get('/approvals/:id', async (c) => {
    const id = c.req.param('id');
    const approval = isId(id) ? await c.get('view').requests.get(id) : undefined;
    return approval === undefined ? notFound(c) : onePage(c, context, approval);
  });
  addDeciding(app, context);
}
