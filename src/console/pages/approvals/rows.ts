import { html } from 'hono/html';
import { linesInWords, shownOf } from '../../../approvals/index.js';
import { plain } from '../../../plain.js';
import { deniedLines, type StoredApproval } from '../../../store/index.js';
import { badge, placeOf } from '../components.js';
import type { Html } from '../format.js';
import { timing, titleOf, type Viewer, versionOf } from './card.js';
import { isUnderWay } from './plan-lines.js';
import { standing, stateOf } from './words.js';

/** Requests alike from which on they have a heading of their own. */
const LEAST_ALIKE = 3;

interface Group {
  readonly key: string;
  readonly members: readonly StoredApproval[];
}

/** Requests of one tool by one caller beside each other; the order is otherwise the one that they came in. */
function groupsOf(waiting: readonly StoredApproval[]): Group[] {
  const groups = new Map<string, StoredApproval[]>();
  for (const one of waiting) {
    const key = JSON.stringify([one.tool, one.caller, shownOf(one).install]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups].map(([key, members]) => ({ key, members }));
}

/** The requests in the order in which they are listed. */
export const inOrder = (waiting: readonly StoredApproval[]): StoredApproval[] =>
  groupsOf(waiting.toSorted((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime())).flatMap(
    ({ members }) => members,
  );

function waitingRow(approval: StoredApproval, viewer: Viewer): Html {
  const { id, caller } = approval;
  const title = titleOf(approval);
  return html`<li class="row" id="row-${id}" data-v="${versionOf(approval)}">
<input type="checkbox" form="many" name="id" value="${id}" id="pick-${id}" aria-label="Select: ${title}">
<div><a class="open" id="open-${id}" href="#card-${id}" data-opens="card-${id}">${title}: ${standing(approval, viewer.who)}</a>
<p class="under"><bdi>${plain(caller)}</bdi>${placeOf(shownOf(approval).install)} ${timing(approval, viewer)}</p></div>
</li>`;
}

function groupHead({ members }: Group): Html {
  const [first] = members;
  if (first === undefined || members.length < LEAST_ALIKE) return html``;
  const ids = members.map(({ id }) => id);
  return html`<li class="group" id="group-${first.id}" data-v="${ids.join()}"><span>${members.length} alike by <bdi>${plain(first.caller)}</bdi></span> <button type="button" class="quiet" data-picks="${ids.join()}">Select all ${members.length}</button></li>`;
}

/** One row for each request that waits, soonest to lapse first, those alike together. */
export function waitingRows(waiting: readonly StoredApproval[], viewer: Viewer): Html[] {
  return groupsOf(waiting).map(
    (group) => html`${groupHead(group)}${group.members.map((one) => waitingRow(one, viewer))}`,
  );
}

/** A request that is over, or approved and waiting for its call: that yes can still be taken back. */
export function settledRow(approval: StoredApproval, viewer: Viewer): Html {
  const { id, votes, note } = approval;
  const last = votes[votes.length - 1];
  const left = deniedLines(approval);
  const why = [
    last === undefined ? '' : `${last.yes ? 'yes' : 'no'} by ${plain(last.who)}`,
    left.size === 0 || approval.state === 'denied' ? '' : `without ${linesInWords(left)}`,
    plain(last?.reason ?? ''),
    plain(note),
  ]
    .filter((part) => part !== '')
    .join(' · ');
  const { kind, word } = stateOf(approval);
  return html`<li id="card-${id}" data-v="${versionOf(approval)}">
<div class="over">${badge(kind, word)}${placeOf(shownOf(approval).install)} ${timing(approval, viewer)}</div>
<p class="title"><a href="/approvals/${encodeURIComponent(id)}">${titleOf(approval)}</a></p>
${why === '' ? '' : html`<p class="why"><bdi>${why}</bdi></p>`}
${takeBackForm(approval, viewer, 'list')}
</li>`;
}

/** The button that ends an approval whose call has not been made, or what has not left of a plan. */
export function takeBackForm(approval: StoredApproval, viewer: Viewer, from: 'list' | 'one'): Html {
  const { id, state, channels } = approval;
  const stops = isUnderWay(approval, viewer.now);
  if ((state !== 'approved' && !stops) || !channels.includes('console')) return html``;
  return html`<form method="post" action="/approvals/${encodeURIComponent(id)}"><input type="hidden" name="csrf" value="${viewer.csrf}"><input type="hidden" name="from" value="${from}"><button class="small deny" name="decision" value="take-back">${stops ? 'Stop what is left' : 'Take it back'}<span class="unseen">: ${titleOf(approval)}</span></button></form>`;
}
