import { html } from 'hono/html';
import { shownOf, whereOf } from '../../../approvals/index.js';
import { plain } from '../../../plain.js';
import type { StoredApproval } from '../../../store/index.js';
import { linked, pageOf } from '../admin-links.js';
import { badge, classPill, factList, isLong, placeOf, programText, valueList } from '../components.js';
import { ago, type Html, moment, plural, until } from '../format.js';
import { formOf, isPlan, planLines } from './plan-lines.js';
import { peopleText, stateOf, yesCount } from './words.js';

/** Who looks at a card, and when. */
export interface Viewer {
  readonly now: Date;
  readonly who: string;
  readonly csrf: string;
  riskOf(tool: string): string | undefined;
  /** Address of the admin area of a WHMCS. */
  admin(install: string | undefined): string | undefined;
  /** Whether they see requests of callers who were given this grant. */
  shows(grant: string | undefined): boolean;
}

/** One line: what would happen, or the tool if there is no preview. */
export const titleOf = (approval: StoredApproval): string =>
  plain(shownOf(approval).preview.title) || approval.tool;

/** Changes whenever the card would look different, apart from times. */
export const versionOf = ({ state, votes, note, held }: StoredApproval): string =>
  [
    ...(held === undefined ? [] : [held.dueAt.getTime()]),
    state,
    votes.length,
    votes[votes.length - 1]?.at.getTime() ?? 0,
    note.length,
  ].join('-');

/** How long it has left, or when it ended. */
export function timing(approval: StoredApproval, { now }: Viewer): Html {
  const { state, expiresAt, settledAt, askedAt, held } = approval;
  if (state === 'pending' && held !== undefined)
    return html`<span class="left">sent in ${until(held.dueAt, now)}</span>`;
  if (state === 'pending') return html`<span class="left">${until(expiresAt, now)} left</span>`;
  if (state === 'approved') return html`<span class="left">usable for ${until(expiresAt, now)}</span>`;
  return html`<span class="left">${ago(settledAt ?? askedAt, now)}</span>`;
}

export function cardHead(approval: StoredApproval, viewer: Viewer): Html {
  const { kind, word } = stateOf(approval);
  return html`<div class="over">${badge(kind, word)}${placeOf(shownOf(approval).install)} ${timing(approval, viewer)}</div>`;
}

/** What people said no to on the same records in the 24 hours before; of other people's callers, that they did. */
function deniedBefore(approval: StoredApproval, viewer: Viewer): Html {
  const { denied = [] } = shownOf(approval);
  if (denied.length === 0) return html``;
  const lines = denied.map(({ record, requests, last: { id, who, at, reason, grant } }) => {
    if (!viewer.shows(grant))
      return html`<li>${plain(record)}: ${plural(requests, 'request')}, ${moment(new Date(at))}</li>`;
    const by = who === '' ? '' : html` by <bdi>${plain(who)}</bdi>`;
    const link = html`<a href="/approvals/${encodeURIComponent(id)}">${requests === 1 ? '1 request' : 'last'}</a>`;
    const count = requests === 1 ? link : html`${plural(requests, 'request')}, ${link}`;
    return html`<li>${plain(record)}: ${count}${by}, ${moment(new Date(at))}${reason === '' ? '' : html`: “${plain(reason)}”`}</li>`;
  });
  return html`<div class="box denied"><p class="head">Denied in the 24 hours before</p><ul>${lines}</ul></div>`;
}

const hasAgreed = ({ votes }: StoredApproval, { who }: Pick<Viewer, 'who'>): boolean =>
  votes.some((vote) => vote.yes && vote.who === who);

/** Whether there is a button by which this person says yes. */
const canDecide = (approval: StoredApproval, viewer: Viewer): boolean =>
  approval.state === 'pending' && approval.channels.includes('console') && !hasAgreed(approval, viewer);

/** The preview: what a person must have read before saying yes. */
export function previewText(approval: StoredApproval, viewer: Viewer): Html {
  const { preview, message, install, reason } = shownOf(approval);
  const admin = viewer.admin(install);
  const paragraphs = preview.sentences.map((text) => html`<p>${linked(text, admin)}</p>`);
  return html`${
    preview.missing === undefined
      ? ''
      : html`<div class="box missing"><p class="head">Not everything could be read</p><p>${plain(preview.missing)}</p><p>Approve only if you know from elsewhere what will happen.</p></div>`
  }
${paragraphs.length === 0 ? '' : html`<div class="story">${paragraphs}</div>`}
${planLines(approval, admin, canDecide(approval, viewer))}
${reason === undefined ? '' : html`<figure class="outside claim"><figcaption>Why, as the agent itself says. Nobody has checked it.</figcaption><blockquote>${plain(reason)}</blockquote></figure>`}
${deniedBefore(approval, viewer)}
${
  preview.irreversible.length === 0
    ? ''
    : html`<div class="box irreversible"><p class="head">Can't be undone</p><ul>${preview.irreversible.map((text) => html`<li>${linked(text, admin)}</li>`)}</ul></div>`
}
${preview.gentler === undefined ? '' : html`<p class="aside gentler"><strong>A gentler way:</strong> ${linked(preview.gentler, admin)}</p>`}
${message === undefined ? '' : html`<p class="aside"><strong>The policy says:</strong> ${plain(message)}</p>`}`;
}

/** The records that the call names, where they stand in WHMCS. */
export function recordLinks(approval: StoredApproval, viewer: Viewer): Html {
  const { records = [], install } = shownOf(approval);
  const admin = viewer.admin(install);
  const links = records.flatMap((record) => {
    const [, kind = '', id = ''] = /^(\w+) (\d+)$/.exec(record) ?? [];
    return pageOf(admin, kind, id) === undefined ? [] : [linked(record, admin)];
  });
  return links.length === 0
    ? html``
    : html`<p class="records">Open in WHMCS: ${links.map((link) => html`${link} `)}</p>`;
}

/** What narrows the caller, in brackets. */
function grantText(approval: StoredApproval): Html | string {
  const { grants = [] } = shownOf(approval);
  return grants.length === 0 ? '' : html` (${grants.map(plain).join(', ')})`;
}

function programPart(approval: StoredApproval): Html | string {
  const { program } = shownOf(approval);
  return program === undefined ? '' : html`, with ${programText(program)}`;
}

/** Who asks, and who has agreed. */
function byline(approval: StoredApproval, { now }: Viewer): Html {
  const { caller, askedAt } = approval;
  return html`<p class="byline"><span><bdi>${plain(caller)}</bdi>${grantText(approval)} asked ${ago(askedAt, now)}${programPart(approval)}</span> <span>${peopleText(approval)}</span></p>`;
}

/** All about the request itself. */
export function requestFacts(approval: StoredApproval, { now }: Viewer): Html {
  const { caller, channels, askedAt, state, expiresAt, held } = approval;
  const { program } = shownOf(approval);
  const isOpen = state === 'pending' || state === 'approved';
  return factList([
    {
      label: 'Asked by',
      value: html`<bdi>${plain(caller)}</bdi>${grantText(approval)}, ${ago(askedAt, now)}`,
    },
    ...(program === undefined ? [] : [{ label: 'Program', value: programText(program) }]),
    { label: 'People', value: peopleText(approval) },
    {
      label: 'Can be decided',
      value: channels.map(whereOf).map(plain).join(', ') || 'nowhere: its rules have no channel in common',
    },
    { label: 'Asked', value: moment(askedAt) },
    ...(held === undefined ? [] : [{ label: 'Leaves by itself', value: moment(held.dueAt) }]),
    ...(held?.editor === undefined ? [] : [{ label: 'Its words are those of', value: plain(held.editor) }]),
    { label: isOpen ? 'Lapses' : 'Was open until', value: moment(expiresAt) },
  ]);
}

/** Names and codes of the program, for whoever looks after it. */
export function technicalDetails(approval: StoredApproval, viewer: Viewer): Html {
  const { id, tool, rule, revision } = approval;
  const risk = viewer.riskOf(tool);
  return html`<details id="codes-${id}"><summary>Technical details</summary>
${factList([
  { label: 'Tool', value: html`<code>${plain(tool)}</code>` },
  ...(risk === undefined ? [] : [{ label: 'Class', value: classPill(risk) }]),
  { label: 'Rule', value: html`<code>${plain(rule)}</code>` },
  { label: 'Request', value: html`<code>${plain(id)}</code>` },
  { label: 'Policy revision', value: html`<code>${plain(revision)}</code>` },
  { label: 'Reads of WHMCS', value: String(shownOf(approval).preview.reads) },
])}</details>`;
}

export function callDetails(approval: StoredApproval, viewer: Viewer): Html {
  const { args, preview, install } = shownOf(approval);
  const admin = viewer.admin(install);
  const facts = preview.details.map(({ label, value }) => ({ label, value: linked(value, admin) }));
  if (isPlan(approval))
    return html`${facts.length === 0 ? '' : factList(facts)}<p class="faint">Each line says what it will send.</p>`;
  return html`${facts.length === 0 ? '' : factList(facts)}
<h3 id="sent-${approval.id}">What will be sent</h3>
${valueList(args, 'No arguments.')}`;
}

/** The form with Approve and Deny, or where else it is decided. `from`: the page to come back to, `query`: what was looked for there. */
export function decideForm(approval: StoredApproval, viewer: Viewer, from: 'list' | 'one', query = ''): Html {
  const { id, state, channels } = approval;
  if (state !== 'pending') return html``;
  if (!channels.includes('console')) {
    const ways = channels.map(whereOf).map(plain).join(' or ');
    return html`<p class="elsewhere">This one is not decided here${ways === '' ? '' : html`, but ${ways}`}.</p>`;
  }
  const agreed = hasAgreed(approval, viewer);
  const { held } = approval;
  const single = held === undefined ? ['Approve', 'Deny'] : ['Send now', 'Drop'];
  const [yes, no] = isPlan(approval) ? ['Approve checked lines', 'Deny all'] : single;
  return html`<form class="decide" id="${formOf(approval)}" method="post" action="/approvals/${encodeURIComponent(id)}">
<input type="hidden" name="csrf" value="${viewer.csrf}">
<input type="hidden" name="from" value="${from}">
${query === '' ? '' : html`<input type="hidden" name="query" value="${query}">`}
${held === undefined ? '' : html`<p class="elsewhere">It leaves by itself at ${moment(held.dueAt)}, if nothing has changed by then. Until then you can change its words, send it at once or drop it.</p>`}
${agreed ? html`<p class="elsewhere">You have said yes. ${approval.approvers - yesCount(approval)} more to go.</p>` : ''}
${
  !isPlan(approval) && Object.values(shownOf(approval).args).some(isLong)
    ? html`<p class="elsewhere">A long text is part of it: <a href="/approvals/${encodeURIComponent(id)}#sent-${id}">read what will be sent</a> to its end.</p>`
    : ''
}
<div class="reason"><label for="reason-${id}">Reason <span class="faint">(the agent is told)</span></label>
<textarea id="reason-${id}" name="reason" rows="1" maxlength="500"></textarea></div>
<div class="buttons">
${agreed ? '' : html`<button class="approve" id="approve-${id}" name="decision" value="approve" aria-describedby="title-${id}">${yes}</button>`}
<button class="deny" id="deny-${id}" name="decision" value="deny" aria-describedby="title-${id}">${no}</button>
${held === undefined ? '' : html`<button id="edit-${id}" name="decision" value="edit" aria-describedby="title-${id}">Change the words…</button>`}
</div>
</form>`;
}

/** A request at length beside the list. */
export function card(approval: StoredApproval, viewer: Viewer, query: string): Html {
  const { id } = approval;
  return html`<article class="card" id="card-${id}" data-card data-v="${versionOf(approval)}" tabindex="-1" aria-labelledby="title-${id}">
<p class="crumb"><a href="#rows">Back to the list</a></p>
${cardHead(approval, viewer)}
<h2 id="title-${id}"><a href="/approvals/${encodeURIComponent(id)}">${titleOf(approval)}</a></h2>
${previewText(approval, viewer)}
${recordLinks(approval, viewer)}
${byline(approval, viewer)}
<details id="more-${id}" open><summary>Details and what will be sent</summary>
${callDetails(approval, viewer)}
</details>
${technicalDetails(approval, viewer)}
${decideForm(approval, viewer, 'list', query)}
</article>`;
}
