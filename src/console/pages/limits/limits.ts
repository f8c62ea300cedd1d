import { html } from 'hono/html';
import type { LimitStatus } from '../../../guard/index.js';
import { plain } from '../../../plain.js';
import { CALENDARS } from '../../../terms.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { badge, placeOf } from '../components.js';
import { type Html, until } from '../format.js';
import { respond } from '../layout.js';
import { taintSection } from './tainted.js';

/** How full a counter is, 0 to 1; only for the bar and the order, since amounts are decimal text. */
export function fullness({ used, max }: LimitStatus): number {
  const most = Number(max);
  if (!(most > 0)) return 1;
  return Math.min(1, Math.max(0, Number(used) / most));
}

function level(full: number, asks: boolean): { readonly name: string; readonly word: Html } {
  if (full >= 1) {
    const word = asks ? badge('wait', 'A person decides') : badge('bad', 'Full');
    return { name: asks ? 'high' : 'full', word };
  }
  if (full >= 0.8) return { name: 'high', word: badge('wait', 'Nearly full') };
  return { name: 'low', word: html`` };
}

/** `1,234.50`: thousands apart, every decimal kept. */
function amount(text: string): string {
  const [whole = '', decimals] = plain(text).split('.');
  const spaced = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return decimals === undefined ? spaced : `${spaced}.${decimals}`;
}

function limitCard(limit: LimitStatus, now: Date): Html {
  const full = fullness(limit);
  const { counter, whom, window, used, max, approved, resetsAt, rules } = limit;
  const { name, word } = level(full, approved !== undefined);
  const per = CALENDARS.some((calendar) => calendar === window) ? `per ${window}` : `in ${window}`;
  return html`<li class="card limit ${name}">
<div class="over"><h2>${plain(counter)}</h2>${placeOf(limit.install)} ${word}</div>
<p class="amount"><strong>${amount(used)}</strong> of ${amount(max)} <span class="faint">${plain(per)}</span></p>${
    approved === undefined
      ? ''
      : html`
<p class="faint">Went without a person; past it a person decides. People approved ${amount(approved)} beside it.</p>`
  }
<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect class="fill" width="${(full * 100).toFixed(1)}" height="8"/></svg>
<p class="under"><span>${plain(whom)}</span> <span>${resetsAt === undefined ? 'empty' : html`resets in ${until(resetsAt, now)}`}</span></p>
<p class="rules faint">${rules.map((rule) => html`<code>${plain(rule)}</code> `)}</p>
</li>`;
}

async function page(c: RequestContext, context: ConsoleContext) {
  const view = c.get('view');
  const limits = await view.limits();
  const sorted = limits.toSorted((one, other) => fullness(other) - fullness(one));
  const now = context.now();
  const main = html`<h1>Limits</h1>
${
  view.grants !== undefined
    ? html`<p class="faint">What is counted holds for all callers, so only approvers who decide for all of them are shown it.</p>`
    : sorted.length === 0
      ? html`<div class="empty"><p><strong>Nothing is counted just now.</strong></p><p>What the policy limits appears here once a call counts against it.</p></div>`
      : html`<p class="faint">The fullest first. A call that would go past a limit is refused and counts for nothing; past a budget a person decides, and what they approve is counted apart.</p><ul class="limits">${sorted.map((limit) => limitCard(limit, now))}</ul>`
}
${await taintSection(c, context)}`;
  return respond(c, context, { title: 'Limits', tab: 'limits', main });
}

export function addLimits(app: App, context: ConsoleContext): void {
  app.get('/limits', (c) => page(c, context));
}
