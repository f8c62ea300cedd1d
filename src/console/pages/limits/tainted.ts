import { html } from 'hono/html';
import { plain } from '../../../plain.js';
import type { Taint } from '../../../store/index.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { type Html, moment, until } from '../format.js';
import { csrfField, goTo } from '../layout.js';

function taintRow(c: RequestContext, context: ConsoleContext, taint: Taint): Html {
  const { caller, by, since, until: ends } = taint;
  const title = context.describe(by.tool)?.title ?? by.tool;
  return html`<li class="card">
<div class="over"><h3>${plain(caller)}</h3></div>
<p>Since ${moment(since)}, when the call “<a href="/activity/${encodeURIComponent(by.call)}">${plain(title)}</a>” showed it text of outsiders. It ends by itself in ${until(ends, context.now())}.</p>
<form method="post" action="/taint">${csrfField(c)}<input type="hidden" name="caller" value="${caller}"><button>End it now</button></form>
</li>`;
}

/** Which callers are tainted, since when and by what, with a button that ends it. */
export async function taintSection(c: RequestContext, context: ConsoleContext): Promise<Html> {
  const tainted = await c.get('view').tainted();
  return html`<section aria-labelledby="taint-title" class="taint"><h2 id="taint-title">Tainted callers</h2>
${
  tainted.length === 0
    ? html`<p class="faint">No caller has read text of outsiders lately.</p>`
    : html`<p class="faint">Text that outsiders wrote has reached these callers and may steer them. What the policy says of sessions that have read such text holds for them.</p><ul class="limits">${tainted.map((one) => taintRow(c, context, one))}</ul>`
}</section>`;
}

async function end(c: RequestContext, context: ConsoleContext) {
  const caller = c.get('form').get('caller') ?? '';
  const ended = await c.get('view').endTaint(caller);
  return goTo(
    c,
    context,
    '/limits',
    ended
      ? { kind: 'done', text: `${plain(caller)} is taken for untainted again.` }
      : { kind: 'refused', text: 'That caller is not tainted.' },
  );
}

export function addTaint(app: App, context: ConsoleContext): void {
  app.post('/taint', (c) => end(c, context));
}
