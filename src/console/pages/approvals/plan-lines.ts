import { html } from 'hono/html';
import { nameOfLine, shownOf } from '../../../approvals/index.js';
import { plain } from '../../../plain.js';
import { deniedLines, type StoredApproval } from '../../../store/index.js';
import { linked } from '../admin-links.js';
import { badge, factList, valueList } from '../components.js';
import type { Html } from '../format.js';

export const isPlan = ({ lines }: Pick<StoredApproval, 'lines'>): boolean => lines !== undefined;

/** Whether what is left of a plan can still be stopped: it has begun, and its time is not over. */
export const isUnderWay = (approval: StoredApproval, now: Date): boolean =>
  approval.state === 'used' &&
  approval.expiresAt > now &&
  deniedLines(approval).size < (approval.lines ?? []).length;

/** The form that a request is decided by, so that its boxes can stand elsewhere. */
export const formOf = ({ id }: Pick<StoredApproval, 'id'>): string => `decide-${id}`;

/** The lines of a plan that a form leaves out, beside those that were denied before; undefined where it leaves none in. */
export function leftOutBy(form: URLSearchParams, approval: StoredApproval): readonly number[] | undefined {
  const before = deniedLines(approval);
  const open = (approval.lines ?? []).map((_, index) => index + 1).filter((line) => !before.has(line));
  const checked = new Set(form.getAll('line'));
  const denied = open.filter((line) => !checked.has(String(line)));
  return denied.length === open.length ? undefined : denied;
}

/**
 * The lines of a plan, each as it would be shown by itself. While it waits for people each has a box: what is not checked is
 * denied.
 */
export function planLines(approval: StoredApproval, admin: string | undefined, canDecide: boolean): Html {
  const { id, votes } = approval;
  const { preview, args } = shownOf(approval);
  const all = preview.lines ?? [];
  if (all.length === 0) return html``;
  const denied = deniedLines(approval);
  const whoDenied = (line: number) =>
    votes.find((vote) => !vote.yes || vote.denied?.includes(line))?.who ?? '';
  const items = all.map((one, index) => {
    const line = index + 1;
    const isDenied = denied.has(line);
    const title = html`<strong>${line}.</strong> ${plain(one.title) || one.tool}`;
    const state = isDenied
      ? html` ${badge('bad', 'Denied')} <span class="faint">by <bdi>${plain(whoDenied(line))}</bdi></span>`
      : '';
    const box = html`<input type="checkbox" name="line" value="${line}" id="line-${id}-${line}" form="${formOf(approval)}" autocomplete="off"${isDenied ? html` disabled` : html` checked`}>`;
    const facts = one.details.map(({ label, value }) => ({ label, value: linked(value, admin) }));
    const sent = args[nameOfLine(line, one)];
    return html`<li${isDenied ? html` class="out"` : ''}>
<p class="pick">${canDecide ? html`${box} <label for="line-${id}-${line}">${title}</label>` : html`<span>${title}</span>`}${state}</p>
${one.missing === undefined ? '' : html`<p class="unread">${plain(one.missing)}</p>`}
${one.sentences.map((text) => html`<p>${linked(text, admin)}</p>`)}
${one.irreversible.map((text) => html`<p class="lasting"><strong>Can't be undone:</strong> ${linked(text, admin)}</p>`)}
${one.gentler === undefined ? '' : html`<p><strong>A gentler way:</strong> ${linked(one.gentler, admin)}</p>`}
<details id="line-more-${id}-${line}"><summary>What will be sent<span class="unseen"> by line ${line}</span></summary>
${facts.length === 0 ? '' : factList(facts)}
${valueList(typeof sent === 'object' && sent !== null ? { ...sent } : {}, 'No arguments.')}</details></li>`;
  });
  const help = canDecide
    ? html`<p class="faint">What is not checked is denied. <button type="button" class="quiet" data-lines="none" data-of="${id}">Check none</button> <button type="button" class="quiet" data-lines="all" data-of="${id}">Check all</button></p>`
    : '';
  return html`<section class="plan" id="plan-${id}" aria-label="Its lines">${help}
<ol>${items}</ol></section>`;
}
