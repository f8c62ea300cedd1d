import { html } from 'hono/html';
import type { CallView } from '../../../audit/index.js';
import { plain } from '../../../plain.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import type { View } from '../../view.js';
import { outcomeBadge } from '../call.js';
import { requestsOf, sentenceOf } from '../call-sentence.js';
import { ago, type Html, plural } from '../format.js';
import { respond } from '../layout.js';
import { fullness, isUntouched, leftOf, limitedOf, ofHowMuch, untilReset } from '../limits/words.js';
import { type Figures, figuresOf } from './figures.js';

/** The calls of the day that are counted, the latest of them. */
const MOST_COUNTED = 2_000;
const PER_READ = 500;
const CHANGES_SHOWN = 6;
const LIMITS_SHOWN = 6;
const UNTOUCHED_SHOWN = 2;
const MOST_PENDING = 200;

/** The latest calls since midnight, UTC; `isCut`: there were more. */
async function callsOfToday({ journal }: View, since: Date) {
  const calls: CallView[] = [];
  let before: number | undefined;
  do {
    const page = await journal.calls({ since, limit: PER_READ, ...(before !== undefined && { before }) });
    calls.push(...page.calls);
    before = page.next;
  } while (before !== undefined && calls.length < MOST_COUNTED);
  return { calls, isCut: before !== undefined };
}

const figure = (value: string | number, what: string, to: string): Html =>
  html`<li><a href="${to}"><strong>${typeof value === 'number' ? value.toLocaleString('en-US') : value}</strong> <span>${what}</span></a></li>`;

const BAR = { wide: 8, apart: 10, high: 60 };

/** Calls by hour; what the picture shows stands in the sentence under it, too. */
function plot({ hours }: Figures): Html {
  const most = Math.max(1, ...hours.map(({ done, other }) => done + other));
  const height = (count: number) => (count / most) * BAR.high;
  const bars = hours.map(({ done, other }, hour) => {
    const [x, good, bad] = [hour * BAR.apart, height(done), height(other)];
    return html`<rect class="fill" x="${x}" y="${BAR.high - good}" width="${BAR.wide}" height="${good}"/><rect class="stopped" x="${x}" y="${BAR.high - good - bad}" width="${BAR.wide}" height="${bad}"/>`;
  });
  const busiest = hours.findIndex(({ done, other }) => done + other === most);
  const says = busiest === -1 ? 'No calls yet.' : `Most in an hour: ${most}, from ${busiest}:00 UTC.`;
  return html`<figure class="plot"><svg class="bar hours" viewBox="0 0 ${hours.length * BAR.apart} ${BAR.high}" preserveAspectRatio="none" aria-hidden="true">${bars}</svg><figcaption class="faint">Calls by hour, refused and failed ones on top. ${says}</figcaption></figure>`;
}

/** The fullest limits, and the first of those that nothing has counted in. */
async function limitsLeft(view: View, context: ConsoleContext): Promise<Html> {
  if (view.grants !== undefined) return html``;
  const limits = await view.limits();
  const untouched = limits.filter(isUntouched);
  const fullest = limits
    .filter((limit) => !isUntouched(limit))
    .toSorted((one, other) => fullness(other) - fullness(one))
    .slice(0, LIMITS_SHOWN);
  const shown = [...fullest, ...untouched.slice(0, Math.max(UNTOUCHED_SHOWN, LIMITS_SHOWN - fullest.length))];
  const more = limits.length - shown.length;
  const rows = shown.map((limit) => {
    const budget = limit.approved === undefined ? '' : ' without a person';
    return html`<li><span>${limitedOf(limit, context)}, ${plain(limit.whom)}</span> <span><strong>${leftOf(limit)}</strong> ${ofHowMuch(limit)}${budget}${untilReset(limit, context.now())}</span>
<svg class="bar${fullness(limit) >= 1 ? ' full' : ''}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect class="fill" width="${(fullness(limit) * 100).toFixed(1)}" height="8"/></svg></li>`;
  });
  return html`<section class="card"><h2><a href="/limits">Limits</a></h2>${rows.length === 0 ? html`<p class="faint">The policy limits nothing by number.</p>` : html`<ul class="left-over">${rows}</ul>`}${more > 0 ? html`<p class="faint">And ${more} more.</p>` : ''}</section>`;
}

async function healthOf(view: View, now: Date): Promise<Html> {
  if (view.grants !== undefined) return html``;
  const found = await view.health().catch(() => undefined);
  const says =
    found === undefined
      ? 'No server has looked yet.'
      : found.findings.length === 0
        ? html`All was well when the servers looked, ${ago(found.at, now)}.`
        : html`${plural(found.findings.length, 'thing')} to mend: see the top of this page.`;
  return html`<section class="card"><h2>Health</h2><p>${says}</p></section>`;
}

async function page(c: RequestContext, context: ConsoleContext) {
  const view = c.get('view');
  const now = context.now();
  const midnight = new Date(now);
  midnight.setUTCHours(0, 0, 0, 0);
  const [{ calls, isCut }, pending, tainted] = await Promise.all([
    callsOfToday(view, midnight),
    view.requests.list({ states: ['pending'], limit: MOST_PENDING }),
    view.tainted(),
  ]);
  const figures = figuresOf(calls);
  const changes = calls.filter(({ risk, state }) => risk !== 'read' && state !== 'refused');
  const latest = changes.slice(0, CHANGES_SHOWN);
  const titles = await requestsOf(c, latest);
  const rows = latest.map(
    (call) =>
      html`<li>${outcomeBadge(call, titles)} <a href="/activity/${encodeURIComponent(call.call)}">${sentenceOf(call, titles, context)}</a> <span class="faint">${ago(call.at, now)}</span></li>`,
  );
  const main = html`<h1>Today</h1>
${isCut ? html`<p class="faint">Of the latest ${MOST_COUNTED.toLocaleString('en-US')} calls.</p>` : ''}
<ul class="figures">
${figure(pending.length, 'waiting for a person', '/approvals')}
${figure(figures.calls, figures.calls === 1 ? 'call' : 'calls', '/activity')}
${figure(figures.changes, figures.changes === 1 ? 'change made' : 'changes made', '/activity')}
${figure(figures.refused, 'refused', '/activity?outcome=policy_denied')}
${figure(figures.unknown, 'with an unknown outcome', '/activity?outcome=outcome_unknown')}
${figure(figures.moved, 'at stake in what was done, in your base currency', '/activity')}
${figure(figures.approved, 'of that approved by people', '/approvals')}
${figure(tainted.length, tainted.length === 1 ? 'caller tainted by outsiders' : 'callers tainted by outsiders', '/limits')}
</ul>
<div class="today">
<section class="card"><h2>Calls</h2>${plot(figures)}</section>
<section class="card"><h2><a href="/activity">Latest changes</a></h2>${rows.length === 0 ? html`<p class="faint">Nothing was changed today.</p>` : html`<ul class="rules">${rows}</ul>`}</section>
${await limitsLeft(view, context)}
${await healthOf(view, now)}
</div>`;
  return respond(c, context, { title: 'Today', tab: 'today', main });
}

export function addToday(app: App, context: ConsoleContext): void {
  app.get('/today', (c) => page(c, context));
}
