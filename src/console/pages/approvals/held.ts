import { html } from 'hono/html';
import { refusalText, shownOf } from '../../../approvals/index.js';
import { plain, unseenIn } from '../../../plain.js';
import type { StoredApproval } from '../../../store/index.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { notFound } from '../bare-page.js';
import { type Html, moment } from '../format.js';
import { csrfField, goTo, respond } from '../layout.js';
import { titleOf } from './card.js';

/** Nothing leaves for so long once somebody has begun to write. */
const WRITING_MS = 15 * 60_000;
const FIXED = 'Its words can not be changed: it is sent by a template, or it has left. It can be dropped.';

const pathOf = (id: string) => `/approvals/${encodeURIComponent(id)}`;

/** Puts a held call off for as long as it takes to write, and leads to the page for that. */
export async function beginEdit(c: RequestContext, context: ConsoleContext, id: string) {
  const { held, requests } = c.get('view');
  const approval = await requests.get(id);
  if (approval?.held === undefined) return notFound(c);
  const names = (await held?.editable(approval.tool)) ?? [];
  if (held === undefined || !names.some((name) => name in (approval.held?.args ?? {})))
    return goTo(c, context, pathOf(id), { kind: 'refused', text: FIXED });
  const until = new Date(context.now().getTime() + WRITING_MS);
  const put = await held.postpone(id, until);
  return put.counted
    ? c.redirect(`${pathOf(id)}/edit`, 303)
    : goTo(c, context, pathOf(id), { kind: 'refused', text: refusalText(put.why, 'console') });
}

/** Browsers leave out the line break that a text area begins with, which is therefore one of ours. */
function field(name: string, value: unknown): Html {
  const text = typeof value === 'string' ? value : '';
  // They would leave with the words of the person, who can't see them there.
  const unseen =
    unseenIn(text) === 0
      ? ''
      : html`<p class="unread">It holds characters that do not show in the field, or turn the order of others: empty it and write anew, or drop the mail.</p>`;
  return html`${unseen}<div class="reason"><label for="text-${name}">${name}</label>
<textarea id="text-${name}" name="text-${name}" rows="12" maxlength="100000">
${text}</textarea></div>`;
}

async function editPage(c: RequestContext, context: ConsoleContext, approval: StoredApproval) {
  const { id, tool, held } = approval;
  const names = (await c.get('view').held?.editable(tool)) ?? [];
  const given = names.filter((name) => name in (held?.args ?? {}));
  const title = titleOf(approval);
  const main = html`<p class="crumb"><a href="${pathOf(id)}">The held mail</a></p>
<article class="card one">
<h1>Change the words</h1>
<p>${title}</p>
<p class="faint">By <bdi>${plain(approval.caller)}</bdi>. What you save leaves in the place of what the agent wrote; to whom it goes stays as it is. It leaves by itself at ${moment(held?.dueAt ?? context.now())}, or once you send it.</p>
${shownOf(approval).preview.sentences.map((text) => html`<p>${plain(text)}</p>`)}
<form class="decide" method="post" action="${pathOf(id)}/edit">${csrfField(c)}
${given.map((name) => field(name, held?.args[name]))}
<div class="buttons"><button class="approve">Save</button> <a href="${pathOf(id)}">Leave it as it is</a></div></form>
</article>`;
  return respond(c, context, { title: 'Change the words', tab: 'approvals', main });
}

/** Browsers send lines that end in CR LF, whatever stood there. */
const asWritten = (text: string) => text.replace(/\r\n?/g, '\n');

const isAsIt = (before: unknown, text: string) => typeof before === 'string' && asWritten(before) === text;

async function save(c: RequestContext, context: ConsoleContext, { id, held }: StoredApproval) {
  const form = c.get('form');
  const edits = Object.fromEntries(
    [...form]
      .filter(([name]) => name.startsWith('text-'))
      .map(([name, text]): [string, string] => [name.slice('text-'.length), asWritten(text)])
      .filter(([name, text]) => !isAsIt(held?.args[name], text)),
  );
  const edited = await c.get('view').held?.edit(id, edits);
  if (edited === undefined) return notFound(c);
  if ('problem' in edited)
    return goTo(c, context, pathOf(id), { kind: 'refused', text: plain(edited.problem) });
  if (!edited.counted)
    return goTo(c, context, pathOf(id), { kind: 'refused', text: refusalText(edited.why, 'console') });
  const text = 'Saved. These words leave in the place of those of the agent.';
  return goTo(c, context, pathOf(edited.approval.id), { kind: 'done', text });
}

/** The page on which words of held mail are changed. */
export function addHeld(app: App, context: ConsoleContext): void {
  const heldOf = async (c: RequestContext, id: string) => {
    const approval = /^[\w-]{1,64}$/.test(id) ? await c.get('view').requests.get(id) : undefined;
    return approval?.held === undefined || c.get('view').held === undefined ? undefined : approval;
  };
  app.get('/approvals/:id/edit', async (c) => {
    const approval = await heldOf(c, c.req.param('id'));
    return approval === undefined ? notFound(c) : editPage(c, context, approval);
  });
  app.post('/approvals/:id/edit', async (c) => {
    const approval = await heldOf(c, c.req.param('id'));
    return approval === undefined ? notFound(c) : save(c, context, approval);
  });
}
