import { html } from 'hono/html';
import type { LimitStatus } from '../../../guard/index.js';
import { plain } from '../../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { badge, placeOf } from '../components.js';
import type { Html } from '../format.js';
import { respond } from '../layout.js';
import { switchedOn } from '../tools/switched-on.js';
import { taintSection } from './tainted.js';
import { amountOf, fullness, isUntouched, leftOf, limitedOf, ofHowMuch, untilReset } from './words.js';

function level(full: number, asks: boolean): { readonly name: string; readonly word: Html } {
  if (full >= 1) {
    const word = asks ? badge('wait', 'A person decides') : badge('bad', 'Full');
    return { name: asks ? 'high' : 'full', word };
  }
  if (full >= 0.8) return { name: 'high', word: badge('wait', 'Nearly full') };
  return { name: 'low', word: html`` };
}

/** Rule paths and names of tools and counters, for whoever edits the policy. */
const technical = ({ counter, rules, tools }: LimitStatus, context: ConsoleContext): Html =>
  html`<details><summary>Technical details</summary><p class="rules faint">Counter <code>${plain(counter)}</code>, by ${rules.map((rule) => html`<code>${plain(rule)}</code> `)}</p><p class="faint">${switchedOn(tools, context).map((tool) => html`<code>${plain(tool)}</code> `)}</p></details>`;

function limitCard(limit: LimitStatus, context: ConsoleContext): Html {
  const full = fullness(limit);
  const { whom, used, approved } = limit;
  const { name, word } = level(full, approved !== undefined);
  return html`<li class="card limit ${name}">
<div class="over"><h2>${limitedOf(limit, context)}</h2>${placeOf(limit.install)} ${word}</div>
<p class="amount"><strong>${leftOf(limit)}</strong> <span class="faint">${ofHowMuch(limit)}${untilReset(limit, context.now())}</span></p>${
    approved === undefined
      ? ''
      : html`
<p class="faint">Without a person; past it a person decides. People approved ${amountOf(limit, approved)} beside it.</p>`
  }
<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect class="fill" width="${(full * 100).toFixed(1)}" height="8"/></svg>
<p class="under"><span>${plain(whom)}</span> <span>${amountOf(limit, used)} used</span></p>
${technical(limit, context)}
</li>`;
}

function untouchedRow(limit: LimitStatus, context: ConsoleContext): Html {
  return html`<li class="card limit"><div class="over"><h3>${limitedOf(limit, context)}</h3>${placeOf(limit.install)}</div>
<p><strong>${leftOf(limit)}</strong> ${ofHowMuch(limit)}, for ${plain(limit.whom)}${limit.approved === undefined ? '' : '; past it a person decides'}</p>
${technical(limit, context)}</li>`;
}

async function page(c: RequestContext, context: ConsoleContext) {
  const view = c.get('view');
  const limits = await view.limits();
  const counted = limits.filter((limit) => !isUntouched(limit));
  const untouched = limits.filter(isUntouched);
  const sorted = counted.toSorted((one, other) => fullness(other) - fullness(one));
  const main = html`<h1>Limits</h1>
${
  view.grants !== undefined
    ? html`<p class="faint">What is counted holds for all callers, so only approvers who decide for all of them are shown it.</p>`
    : html`${
        sorted.length === 0
          ? html`<div class="empty"><p><strong>Nothing is counted just now.</strong></p><p>${untouched.length === 0 ? 'The policy limits nothing by number.' : 'What the policy limits moves up here once a call counts against it.'}</p></div>`
          : html`<p class="faint">The fullest first. A call that would go past a limit is refused and counts for nothing; past a budget a person decides, and what they approve is counted apart.</p><ul class="limits">${sorted.map((limit) => limitCard(limit, context))}</ul>`
      }
${untouched.length === 0 ? '' : html`<section aria-labelledby="untouched-title" class="taint"><h2 id="untouched-title">Untouched</h2><ul class="limits">${untouched.map((limit) => untouchedRow(limit, context))}</ul></section>`}`
}
${await taintSection(c, context)}`;
  return respond(c, context, { title: 'Limits', tab: 'limits', main });
}

export function addLimits(app: App, context: ConsoleContext): void {
  app.get('/limits', (c) => page(c, context));
}
