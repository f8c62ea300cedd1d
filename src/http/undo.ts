import { html } from 'hono/html';
import type { CallView } from '../audit/index.js';
import type { App, Ctx, Desk } from './desk.js';
import { csrfField } from './frame.js';
import { notFound } from './gate.js';
import { valueList } from './parts.js';
import { type Html, plain } from './words.js';

/** How a call can be undone, and the button that does it; or why it can't. */
export function undoSection(c: Ctx, desk: Desk, call: CallView): Html {
  if (desk.undo === undefined || call.risk === 'read' || call.state !== 'done') return html``;
  const way = desk.undo.of(call);
  if (typeof way === 'string') return html`<section><h2>Undo</h2><p>${plain(way)}</p></section>`;
  return html`<section><h2>Undo</h2>
<p>It is undone by <code>${plain(way.tool)}</code>, through the same policy as any call: where that asks for approval, so does this.</p>
${valueList(way.args, 'No arguments.')}
${way.leaves === undefined ? '' : html`<p>What it does not bring back: ${plain(way.leaves)}</p>`}
<form method="post" action="/activity/${encodeURIComponent(call.call)}/undo">${csrfField(c)}<button class="deny">Undo this call</button></form></section>`;
}

export function addUndo(app: App, desk: Desk): void {
  app.post('/activity/:call/undo', async (c) => {
    const call = await desk.journal.call(c.req.param('call'));
    if (call === undefined || desk.undo === undefined) return notFound(c);
    const session = c.get('session');
    const said = await desk.undo.perform(call, session.who);
    session.flash = { kind: said.done ? 'done' : 'refused', text: plain(said.says) };
    return c.redirect(`/activity/${encodeURIComponent(call.call)}`, 303);
  });
}
