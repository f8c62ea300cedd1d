import { html } from 'hono/html';
import type { CallView } from '../../audit/index.js';
import { plain } from '../../plain.js';
import type { EntryFilter } from '../../store/index.js';
import { FAILURE_CODES, RISK_CLASSES } from '../../terms.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import { notFound } from './bare-page.js';
import { callPage, outcomeBadge } from './call.js';
import { type Requests, requestsOf, sentenceOf } from './call-sentence.js';
import { optionsOf, placeOf } from './components.js';
import { ago, type Html } from './format.js';
import { respond } from './layout.js';

const PER_PAGE = 50;
const OUTCOMES = ['done', ...FAILURE_CODES];

interface Query {
  readonly tool: string;
  readonly risk: string;
  readonly caller: string;
  readonly outcome: string;
  readonly text: string;
  readonly before: number | undefined;
}

function queryOf(param: (name: string) => string | undefined): Query {
  const word = (name: string) => (param(name) ?? '').trim().slice(0, 200);
  const before = Number(param('before'));
  return {
    tool: word('tool'),
    risk: word('class'),
    caller: word('caller'),
    outcome: word('outcome'),
    text: word('text'),
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
  };
}

const withoutEmpty = (entries: readonly (readonly [string, string | number | undefined])[]) =>
  entries.filter(([, value]) => value !== '' && value !== undefined);

function filterOf({ tool, risk, caller, outcome, text, before }: Query): EntryFilter {
  return {
    ...Object.fromEntries(
      withoutEmpty([
        ['tool', tool],
        ['risk', risk],
        ['caller', caller],
        ['outcome', outcome],
        ['text', text],
        ['before', before],
      ]),
    ),
    limit: PER_PAGE,
  };
}

function pageUrl({ tool, risk, caller, outcome, text }: Query, before: number): string {
  const query = new URLSearchParams();
  for (const [name, value] of withoutEmpty([
    ['tool', tool],
    ['class', risk],
    ['caller', caller],
    ['outcome', outcome],
    ['text', text],
    ['before', before],
  ])) {
    query.set(name, String(value));
  }
  return `/activity?${query}`;
}

function filters(query: Query, context: ConsoleContext): Html {
  const names = new Set(context.tools().map(({ name }) => name));
  const tools = [...names].map((name) => html`<option value="${name}"></option>`);
  return html`<form class="filters" method="get" action="/activity" role="search" aria-label="Filter the activity">
<div><label for="text">Text</label><input id="text" name="text" type="search" value="${plain(query.text)}" maxlength="200" placeholder="anywhere in the entry"></div>
<div><label for="tool">Tool</label><input id="tool" name="tool" list="tool-names" value="${plain(query.tool)}" maxlength="200" spellcheck="false" autocapitalize="none"><datalist id="tool-names">${tools}</datalist></div>
<div><label for="class">Class</label><select id="class" name="class"><option value="">Any</option>${optionsOf(RISK_CLASSES, query.risk)}</select></div>
<div><label for="caller">Caller</label><input id="caller" name="caller" value="${plain(query.caller)}" maxlength="200" spellcheck="false" autocapitalize="none"></div>
<div><label for="outcome">Outcome</label><select id="outcome" name="outcome"><option value="">Any</option>${optionsOf(OUTCOMES, query.outcome)}</select></div>
<div class="go"><button>Filter</button> <a href="/activity">Clear</a></div>
</form>`;
}

const cell = (label: string, name: string, value: Html | string) =>
  html`<td class="${name}" data-label="${label}">${value}</td>`;

function row(call: CallView, requests: Requests, context: ConsoleContext): Html {
  const sentence = sentenceOf(call, requests, context);
  return html`<tr${call.state === 'unknown' ? html` class="unknown"` : ''}>
${cell('When', 'when', ago(call.at, context.now()))}
${cell('What', 'tool', html`<a href="/activity/${encodeURIComponent(call.call)}">${sentence}</a>${placeOf(call.install)}`)}
${cell('Caller', 'caller', html`<bdi>${plain(call.caller)}</bdi>${call.grant === undefined ? '' : html` <bdi class="faint">${plain(call.grant)}</bdi>`}`)}
${cell('Outcome', 'outcome', outcomeBadge(call, requests))}
</tr>`;
}

async function listPage(c: RequestContext, context: ConsoleContext) {
  const query = queryOf((name) => c.req.query(name));
  const { calls, next } = await c.get('view').journal.calls(filterOf(query));
  const requests = await requestsOf(c, calls);
  const table =
    calls.length === 0
      ? html`<div class="empty"><p><strong>No call is like that.</strong></p><p>Every call of an agent stands here, allowed or not.</p></div>`
      : html`<table class="calls"><caption class="unseen">Calls, newest first</caption>
<thead><tr><th scope="col">When</th><th scope="col">What</th><th scope="col">Caller</th><th scope="col">Outcome</th></tr></thead>
<tbody>${calls.map((call) => row(call, requests, context))}</tbody></table>`;
  const pages = html`<nav class="paging" aria-label="Pages of the activity">${
    query.before === undefined ? '' : html`<a class="button" href="/activity?${newest(query)}">Newest</a>`
  } ${next === undefined ? '' : html`<a class="button" href="${pageUrl(query, next)}" rel="next">Older calls</a>`}</nav>`;
  const main = html`<h1>Activity</h1>${filters(query, context)}${table}${pages}`;
  return respond(c, context, { title: 'Activity', tab: 'activity', main });
}

const newest = (query: Query) => {
  const search = new URLSearchParams(pageUrl(query, 1).split('?')[1]);
  search.delete('before');
  return search.toString();
};

export function addActivity(app: App, context: ConsoleContext): void {
  app.get('/activity', (c) => listPage(c, context));
  app.get('/activity/:call', async (c) => {
    const id = c.req.param('call');
    const call = /^[\w-]{1,64}$/.test(id) ? await c.get('view').journal.call(id) : undefined;
    return call === undefined ? notFound(c) : callPage(c, context, call);
  });
}
