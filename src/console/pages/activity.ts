import { html } from 'hono/html';
import type { CallView } from '../../audit/index.js';
import { plain } from '../../plain.js';
import type { EntryFilter } from '../../store/index.js';
import type { App, ConsoleContext, RequestContext } from '../context.js';
import { notFound } from './bare-page.js';
import { callPage, outcomeBadge } from './call.js';
import { classPill, optionsOf } from './components.js';
import { ago, type Html } from './format.js';
import { respond } from './layout.js';

const PER_PAGE = 50;
const CLASSES = ['read', 'write', 'execute', 'financial', 'destructive'];
const OUTCOMES = [
  'done',
  'policy_denied',
  'rate_limited',
  'approval_required',
  'approval_denied',
  'approval_expired',
  'invalid_arguments',
  'duplicate_call',
  'whmcs_error',
  'whmcs_auth',
  'whmcs_unreachable',
  'whmcs_bad_reply',
  'outcome_unknown',
  'internal',
];

interface Asked {
  readonly tool: string;
  readonly risk: string;
  readonly caller: string;
  readonly outcome: string;
  readonly text: string;
  readonly before: number | undefined;
}

function askedOf(query: (name: string) => string | undefined): Asked {
  const word = (name: string) => (query(name) ?? '').trim().slice(0, 200);
  const before = Number(query('before'));
  return {
    tool: word('tool'),
    risk: word('class'),
    caller: word('caller'),
    outcome: word('outcome'),
    text: word('text'),
    before: Number.isSafeInteger(before) && before > 0 ? before : undefined,
  };
}

const given = (entries: readonly (readonly [string, string | number | undefined])[]) =>
  entries.filter(([, value]) => value !== '' && value !== undefined);

function filterOf({ tool, risk, caller, outcome, text, before }: Asked): EntryFilter {
  return {
    ...Object.fromEntries(
      given([
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

function address({ tool, risk, caller, outcome, text }: Asked, before: number): string {
  const query = new URLSearchParams();
  for (const [name, value] of given([
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

function filters(asked: Asked, context: ConsoleContext): Html {
  const tools = context.tools().map(({ name }) => html`<option value="${name}"></option>`);
  return html`<form class="filters" method="get" action="/activity" role="search" aria-label="Filter the activity">
<div><label for="text">Text</label><input id="text" name="text" type="search" value="${plain(asked.text)}" maxlength="200" placeholder="anywhere in the entry"></div>
<div><label for="tool">Tool</label><input id="tool" name="tool" list="tool-names" value="${plain(asked.tool)}" maxlength="200" spellcheck="false" autocapitalize="none"><datalist id="tool-names">${tools}</datalist></div>
<div><label for="class">Class</label><select id="class" name="class"><option value="">Any</option>${optionsOf(CLASSES, asked.risk)}</select></div>
<div><label for="caller">Caller</label><input id="caller" name="caller" value="${plain(asked.caller)}" maxlength="200" spellcheck="false" autocapitalize="none"></div>
<div><label for="outcome">Outcome</label><select id="outcome" name="outcome"><option value="">Any</option>${optionsOf(OUTCOMES, asked.outcome)}</select></div>
<div class="go"><button>Filter</button> <a href="/activity">Clear</a></div>
</form>`;
}

const cell = (label: string, name: string, value: Html | string) =>
  html`<td class="${name}" data-label="${label}">${value}</td>`;

function row(call: CallView, now: Date): Html {
  const { decision, result } = call;
  const decided =
    decision === undefined ? '' : html`${plain(decision.outcome)} <code>${plain(decision.rule)}</code>`;
  return html`<tr${call.state === 'unknown' ? html` class="unknown"` : ''}>
${cell('When', 'when', ago(call.at, now))}
${cell('Tool', 'tool', html`<a href="/activity/${encodeURIComponent(call.call)}"><code>${plain(call.tool)}</code></a>`)}
${cell('Class', 'risk', classPill(call.risk))}
${cell('Caller', 'caller', html`<bdi>${plain(call.caller)}</bdi>`)}
${cell('Decision', 'decided', decided)}
${cell('Outcome', 'outcome', outcomeBadge(call))}
${cell('Took', 'ms', result === undefined ? '' : `${Math.round(result.ms).toLocaleString('en-US')} ms`)}
</tr>`;
}

async function listPage(c: RequestContext, context: ConsoleContext) {
  const asked = askedOf((name) => c.req.query(name));
  const { calls, next } = await context.journal.calls(filterOf(asked));
  const now = context.now();
  const table =
    calls.length === 0
      ? html`<div class="empty"><p><strong>No call is like that.</strong></p><p>Every call of an agent stands here, allowed or not.</p></div>`
      : html`<table class="calls"><caption class="unseen">Calls, newest first</caption>
<thead><tr><th scope="col">When</th><th scope="col">Tool</th><th scope="col">Class</th><th scope="col">Caller</th><th scope="col">Decision</th><th scope="col">Outcome</th><th scope="col" class="ms">Took</th></tr></thead>
<tbody>${calls.map((call) => row(call, now))}</tbody></table>`;
  const pages = html`<nav class="paging" aria-label="Pages of the activity">${
    asked.before === undefined ? '' : html`<a class="button" href="/activity?${newest(asked)}">Newest</a>`
  } ${next === undefined ? '' : html`<a class="button" href="${address(asked, next)}" rel="next">Older calls</a>`}</nav>`;
  const main = html`<h1>Activity</h1>${filters(asked, context)}${table}${pages}`;
  return respond(c, context, { title: 'Activity', tab: 'activity', main });
}

const newest = (asked: Asked) => {
  const query = new URLSearchParams(address(asked, 1).split('?')[1]);
  query.delete('before');
  return query.toString();
};

export function addActivity(app: App, context: ConsoleContext): void {
  app.get('/activity', (c) => listPage(c, context));
  app.get('/activity/:call', async (c) => {
    const id = c.req.param('call');
    const call = /^[\w-]{1,64}$/.test(id) ? await context.journal.call(id) : undefined;
    return call === undefined ? notFound(c) : callPage(c, context, call);
  });
}
