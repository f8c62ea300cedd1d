import { html } from 'hono/html';
import { whereOf } from '../../approvals/index.js';
import { plain } from '../../plain.js';
import type { StoredApproval } from '../../store/index.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import { LATEST_SHOWN } from '../live-updates.js';
import {
  callDetails,
  card,
  cardHead,
  decideForm,
  previewText,
  requestFacts,
  settledRow,
  titleOf,
  type Viewer,
  versionOf,
} from './approval-card.js';
import { voteText } from './approval-text.js';
import { notFound } from './bare-page.js';
import { badge, factList } from './components.js';
import { type Html, moment } from './format.js';
import { goTo, respond } from './layout.js';

/** Seconds after which a browser without script loads the page again. */
const REFRESH_S = 30;
const MOST_PENDING = 200;

function viewerOf(c: RequestContext, context: ConsoleContext): Viewer {
  const risks = new Map(context.tools().map((tool) => [tool.name, tool.class]));
  const { who, csrf } = c.get('session');
  const { shows } = c.get('view');
  return { now: context.now(), who, csrf, riskOf: (tool) => risks.get(tool), shows };
}

const KEYS = html`<p class="keys faint">Keys: <kbd>j</kbd> and <kbd>k</kbd> go from card to card, <kbd>a</kbd> goes to Approve, <kbd>d</kbd> to Deny. None of them decides; <kbd>Enter</kbd> on the button does.</p>`;

async function listPage(c: RequestContext, context: ConsoleContext) {
  const [viewer, { requests }] = [viewerOf(c, context), c.get('view')];
  const [pending, latest] = await Promise.all([
    requests.list({ states: ['pending'], limit: MOST_PENDING }),
    requests.list({ limit: LATEST_SHOWN }),
  ]);
  // Soonest to expire first. New ones are mostly last, so that they move no button under a finger.
  const waiting = pending.toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime());
  const settled = latest.filter(({ state }) => state !== 'pending');
  const main = html`<h1>Approvals</h1>
<div id="live">
<div id="none" data-v="${String(waiting.length === 0)}">${
    waiting.length > 0
      ? ''
      : html`<div class="empty"><p><strong>Nothing waits for you.</strong></p><p>When a rule of the policy asks for a person, the request appears here by itself.</p></div>`
  }</div>
<div id="pending" data-keyed>${waiting.map((approval) => card(approval, viewer))}</div>
<div id="keys" data-v="${String(waiting.length === 0)}">${waiting.length === 0 ? '' : KEYS}</div>
<section aria-labelledby="settled-title" class="settled">
<h2 id="settled-title">Settled lately</h2>
<div id="nothing-settled" data-v="${String(settled.length === 0)}">${settled.length === 0 ? html`<p class="faint">Nothing yet.</p>` : ''}</div>
<ul id="settled" data-keyed>${settled.map((approval) => settledRow(approval, viewer))}</ul>
</section>
</div>`;
  return respond(c, context, { title: 'Approvals', tab: 'approvals', main, refresh: REFRESH_S });
}

function voteList({ votes }: StoredApproval): Html {
  if (votes.length === 0) return html`<p class="faint">Nobody has said anything yet.</p>`;
  return html`<ul class="votes">${votes.map(
    ({ who, yes, channel, at, reason }) => html`<li>${yes ? badge('good', 'Yes') : badge('bad', 'No')}
<bdi>${plain(who)}</bdi> ${plain(whereOf(channel))}, ${moment(at)}${reason === '' ? '' : html`<blockquote>${plain(reason)}</blockquote>`}</li>`,
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
${decideForm(approval, viewer, 'one')}
</div>
<div class="rest">
<section><h2>Details</h2>${callDetails(approval)}</section>
${snapshotFacts(approval)}
</div>
<div class="side">
<section><h2>Who said what</h2>${voteList(approval)}</section>
<section><h2>The request</h2>${requestFacts(approval, viewer)}
<p><a href="/activity?text=${encodeURIComponent(id)}">What the journal says about it</a></p></section>
</div>
</article>
</div>`;
  return respond(c, context, { title, tab: 'approvals', main });
}

async function vote(c: RequestContext, context: ConsoleContext, id: string) {
  const form = c.get('form');
  const choice = form.get('decision');
  const path = form.get('from') === 'list' ? '/approvals' : `/approvals/${encodeURIComponent(id)}`;
  if (choice !== 'approve' && choice !== 'deny') {
    const text = 'Say approve or deny. Nothing was decided.';
    return goTo(c, context, path, { kind: 'refused', text });
  }
  const reason = plain(form.get('reason') ?? '').slice(0, 500);
  const voting = await c.get('view').vote(id, { yes: choice === 'approve', reason });
  // A request of other people's callers is for this person none that there is.
  if (!voting.counted && (voting.why === 'unknown' || voting.why === 'grant')) return notFound(c);
  return goTo(c, context, path, { kind: voting.counted ? 'done' : 'refused', text: voteText(voting) });
}

/** Whether a text can be an id; anything else leads to no request. */
const isId = (id: string) => /^[\w-]{1,64}$/.test(id);

export function addApprovals(app: App, context: ConsoleContext): void {
  app.get('/approvals', (c) => listPage(c, context));
  app.get('/approvals/:id', async (c) => {
    const id = c.req.param('id');
    const approval = isId(id) ? await c.get('view').requests.get(id) : undefined;
    return approval === undefined ? notFound(c) : onePage(c, context, approval);
  });
  app.post('/approvals/:id', (c) => {
    const id = c.req.param('id');
    return isId(id) ? vote(c, context, id) : notFound(c);
  });
}
