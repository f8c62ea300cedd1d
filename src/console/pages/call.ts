import { html } from 'hono/html';
import { type CallView, SERVED_TEXT } from '../../audit/index.js';
import { plain } from '../../plain.js';
import type { ConsoleContext, RequestContext } from '../context.js';
import { badge, classPill, factList, valueList } from './components.js';
import { exact, type Html, moment } from './format.js';
import { respond } from './layout.js';
import { undoSection } from './undo.js';

const KINDS: Readonly<Record<CallView['state'], 'good' | 'wait' | 'bad' | 'idle' | 'odd'>> = {
  done: 'good',
  failed: 'bad',
  refused: 'idle',
  waiting: 'wait',
  'under way': 'wait',
  unknown: 'odd',
};

/** The outcome of a call; for a failure its code. */
export function outcomeBadge({ state, result }: CallView): Html {
  if (state === 'unknown') return badge('odd', 'Unknown: look in WHMCS');
  const code = result?.outcome;
  if (state === 'done' && code !== 'done') return badge('good', 'done, as read back');
  return badge(KINDS[state] ?? 'idle', code === undefined || code === 'done' ? state : plain(code));
}

function decisionFacts({ decision, approval, served }: CallView): Html {
  if (decision === undefined) return html`<p class="faint">It was refused before the policy was asked.</p>`;
  return html`${factList([
    { label: 'Decision', value: plain(decision.outcome) },
    { label: 'Deciding rule', value: html`<code>${plain(decision.rule)}</code>` },
    { label: 'Policy', value: html`<code>${plain(decision.revision)}</code>` },
    ...(approval === undefined
      ? []
      : [
          {
            label: 'Approval',
            value: html`<a href="/approvals/${encodeURIComponent(approval)}"><code>${plain(approval)}</code></a>`,
          },
        ]),
    ...(served === undefined ? [] : [{ label: 'Answered', value: SERVED_TEXT[served] }]),
  ])}
${
  decision.rules.length === 0
    ? ''
    : html`<h3>All rules that spoke</h3><ul class="rules">${decision.rules.map(
        ({ id, verdict }) =>
          html`<li><span class="verdict">${plain(verdict)}</span> <code>${plain(id)}</code></li>`,
      )}</ul>`
}`;
}

function outcomeText(call: CallView): Html {
  const { result } = call;
  if (call.state === 'unknown') {
    return html`<div class="box irreversible"><p class="head">Nobody knows what came of it</p><p>The call left, or may have left, and no clear answer came. Look in WHMCS before anything is done again.</p>${
      result?.message === undefined ? '' : html`<p>${plain(result.message)}</p>`
    }</div>${whmcsMessage(call)}`;
  }
  if (result === undefined) return html`<p class="faint">No answer yet.</p>`;
  return html`${result.message === undefined ? '' : html`<p class="exact">${exact(result.message)}</p>`}${whmcsMessage(call)}`;
}

function whmcsMessage({ result }: CallView): Html {
  if (result?.whmcs === undefined) return html``;
  return html`<figure class="outside"><figcaption>WHMCS's own message. Text from outside: it may hold what somebody else wrote.</figcaption><blockquote class="exact">${exact(result.whmcs)}</blockquote></figure>`;
}

/** The record before and after, changed fields first. */
function recordTable(before: CallView['before'], after: CallView['before']): Html {
  if (before === undefined && after === undefined) return html``;
  const text = (record: CallView['before'], name: string) =>
    record === undefined || !(name in record) ? '' : exact(record[name]);
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const differs = (name: string) =>
    before !== undefined && after !== undefined && text(before, name) !== text(after, name);
  const sorted = [...names.filter(differs), ...names.filter((name) => !differs(name))];
  const side = (record: CallView['before'], label: string, name: string) =>
    html`<td class="exact" data-label="${label}">${record === undefined ? html`<span class="faint">not read</span>` : text(record, name)}</td>`;
  return html`<section><h2>The record</h2>
<table class="record"><caption class="unseen">The record before and after the call</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>${sorted.map(
    (name) =>
      html`<tr${differs(name) ? html` class="differs"` : ''}><th scope="row">${plain(name)}${
        differs(name) ? html` <span class="changed">changed</span>` : ''
      }</th>${side(before, 'Before', name)}${side(after, 'After', name)}</tr>`,
  )}</tbody></table></section>`;
}

function journalEntries({ entries: all }: CallView): Html {
  return html`<section><h2>In the journal</h2>
<ol class="entries">${all.map(
    ({ seq, kind, at, hash }) =>
      html`<li><span>Entry ${seq}</span> <span class="verdict">${plain(kind)}</span> ${moment(at)} <code class="hash">${plain(hash)}</code></li>`,
  )}</ol></section>`;
}

/** One call at length. */
export async function callPage(c: RequestContext, context: ConsoleContext, call: CallView) {
  const { result, before, facts } = call;
  const main = html`<p class="crumb"><a href="/activity">Activity</a></p>
<article class="card one">
<div class="over">${outcomeBadge(call)} ${classPill(call.risk)} <span class="left">${moment(call.at)}</span></div>
<h1><code>${plain(call.tool)}</code></h1>
${outcomeText(call)}
${factList([
  { label: 'Caller', value: html`<bdi>${plain(call.caller)}</bdi>` },
  { label: 'Grant', value: call.grant === undefined ? 'none' : html`<bdi>${plain(call.grant)}</bdi>` },
  { label: 'Through', value: plain(call.channel) },
  {
    label: 'Took',
    value: result === undefined ? 'not over' : `${Math.round(result.ms).toLocaleString('en-US')} ms`,
  },
  { label: 'Call', value: html`<code>${plain(call.call)}</code>` },
  { label: 'Session', value: html`<code>${plain(call.session)}</code>` },
])}
<section><h2>Arguments</h2>${valueList(call.args, 'No arguments.')}</section>
<section><h2>Why</h2>${decisionFacts(call)}
${
  facts === undefined || Object.keys(facts).length === 0
    ? ''
    : html`<details><summary>What the decision was made on</summary>${valueList(facts, 'Nothing.')}</details>`
}</section>
${recordTable(before, result?.after)}
${undoSection(c, call)}
${journalEntries(call)}
</article>`;
  return respond(c, context, { title: call.tool, tab: 'activity', main });
}
