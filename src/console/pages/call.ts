import { html } from 'hono/html';
import { type CallView, SERVED_TEXT } from '../../audit/index.js';
import { plain } from '../../plain.js';
import type { ApprovalState } from '../../store/index.js';
import type { ConsoleContext, RequestContext } from '../context.js';
import { linked } from './admin-links.js';
import { decidedOf, type Requests, requestsOf, sentenceOf } from './call-sentence.js';
import { badge, classPill, factList, placeOf, programText, valueList } from './components.js';
import { ago, exact, type Html, moment } from './format.js';
import { respond } from './layout.js';
import { undoneBy, undoSection } from './undo.js';

const KINDS: Readonly<Record<CallView['state'], 'good' | 'wait' | 'bad' | 'idle' | 'odd'>> = {
  done: 'good',
  failed: 'bad',
  refused: 'idle',
  waiting: 'wait',
  'under way': 'wait',
  unknown: 'odd',
};

const DECIDED: Readonly<Record<ApprovalState, Html>> = {
  pending: badge('wait', 'waiting'),
  approved: badge('good', 'approved'),
  denied: badge('bad', 'denied'),
  expired: badge('idle', 'expired'),
  used: badge('good', 'approved'),
  void: badge('idle', 'void'),
};

/** What became of a call, and of its request where it waited for one, in a word. */
export function outcomeBadge(call: CallView, requests: Requests): Html {
  const { state, result } = call;
  const decided = decidedOf(call, requests);
  if (decided !== undefined) return DECIDED[decided];
  if (state === 'unknown') return badge('odd', 'Unknown: look in WHMCS');
  if (state === 'done' && result?.outcome !== 'done') return badge('good', 'done, as read back');
  return badge(KINDS[state] ?? 'idle', state);
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

const NOT_READ = html`<span class="faint">not read</span>`;

/**
 * The fields that the call set, before and after it, changed ones first. WHMCS's answer says little of the record as it is then:
 * what it confirmed is what was sent.
 */
function recordTable({ before, args, state, result }: CallView): Html {
  const after = result?.after;
  if (before === undefined && after === undefined) return html``;
  const sent = state === 'done' && before !== undefined ? args : {};
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => name !== 'result', // WHMCS's word for how the call went, and no field of the record.
  );
  const known = (name: string) => [after, sent].find((part) => part !== undefined && name in part);
  const text = (record: CallView['before'], name: string) =>
    record === undefined || !(name in record) ? undefined : exact(record[name]);
  const rows = names.map((name) => {
    const [was, is] = [text(before, name), text(known(name), name)];
    return { name, was, is, differs: was !== undefined && is !== undefined && was !== is };
  });
  const side = (label: string, value: string | undefined) =>
    html`<td class="exact" data-label="${label}">${value === undefined ? NOT_READ : value === '' ? html`<span class="faint">empty</span>` : value}</td>`;
  const sorted = [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
  return html`<section><h2>Before and after</h2>
<table class="record"><caption class="unseen">The record before and after the call</caption>
<thead><tr><th scope="col">Field</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
<tbody>${sorted.map(
    ({ name, was, is, differs }) =>
      html`<tr${differs ? html` class="differs"` : ''}><th scope="row">${plain(name)}${
        differs ? html` <span class="changed">changed</span>` : ''
      }</th>${side('Before', was)}${side('After', is)}</tr>`,
  )}</tbody></table></section>`;
}

/** How many of the last calls of a session are shown, and how many of its caller's are looked through for them. */
const LAST_CALLS = { shown: 5, seen: 40 };

/** Who asked, and what the same session did right before. */
export async function whoAsked(c: RequestContext, context: ConsoleContext, call: CallView): Promise<Html> {
  const [newest] = call.entries;
  const { calls } = await c.get('view').journal.calls({
    caller: call.caller,
    limit: LAST_CALLS.seen,
    ...(newest === undefined ? {} : { before: newest.seq }),
  });
  const before = calls
    .filter(({ session, call: id }) => session === call.session && id !== call.call)
    .slice(0, LAST_CALLS.shown);
  const titles = await requestsOf(c, before);
  const rows = before.map(
    (one) =>
      html`<li>${ago(one.at, context.now())}: <a href="/activity/${encodeURIComponent(one.call)}">${sentenceOf(one, titles, context)}</a></li>`,
  );
  return html`<section><h2>Who asked</h2>
${factList([
  { label: 'Caller', value: html`<bdi>${plain(call.caller)}</bdi>` },
  ...(call.program === undefined ? [] : [{ label: 'Program', value: programText(call.program) }]),
  ...(call.via === undefined
    ? []
    : [
        {
          label: 'Made by',
          value: html`<a href="/activity/${encodeURIComponent(call.within ?? '')}">${plain(call.via)}</a>`,
        },
      ]),
  { label: 'Grant', value: call.grant === undefined ? 'none' : html`<bdi>${plain(call.grant)}</bdi>` },
  { label: 'Through', value: plain(call.channel) },
])}
${rows.length === 0 ? html`<p class="faint">Its first call in this session.</p>` : html`<h3>Right before, in the same session</h3><ul class="rules">${rows}</ul>`}</section>`;
}

function journalEntries({ entries: all }: CallView): Html {
  return html`<h3>In the journal</h3>
<ol class="entries">${all.map(
    ({ seq, kind, at, hash }) =>
      html`<li><span>Entry ${seq}</span> <span class="verdict">${plain(kind)}</span> ${moment(at)} <code class="hash">${plain(hash)}</code></li>`,
  )}</ol>`;
}

/** One call at length. */
export async function callPage(c: RequestContext, context: ConsoleContext, call: CallView) {
  const { result, facts } = call;
  const requests = await requestsOf(c, [call]);
  const sentence = sentenceOf(call, requests, context);
  const main = html`<p class="crumb"><a href="/activity">Activity</a></p>
<article class="card one">
<div class="over">${outcomeBadge(call, requests)}${placeOf(call.install)} <span class="left">${moment(call.at)}</span></div>
<h1>${linked(sentence, context.admin?.(call.install))}</h1>
${outcomeText(call)}
${await undoneBy(c, context, call)}
${recordTable(call)}
<section><h2>What was sent</h2>${valueList(call.args, 'No arguments.')}</section>
${await undoSection(c, call)}
${await whoAsked(c, context, call)}
<details><summary>Technical details</summary>
${factList([
  { label: 'Tool', value: html`<code>${plain(call.tool)}</code>` },
  { label: 'Class', value: classPill(call.risk) },
  {
    label: 'Took',
    value: result === undefined ? 'not over' : `${Math.round(result.ms).toLocaleString('en-US')} ms`,
  },
  ...(result === undefined ? [] : [{ label: 'Outcome', value: html`<code>${plain(result.outcome)}</code>` }]),
  { label: 'Call', value: html`<code>${plain(call.call)}</code>` },
  { label: 'Session', value: html`<code>${plain(call.session)}</code>` },
])}
<h3>Why</h3>${decisionFacts(call)}
${
  facts === undefined || Object.keys(facts).length === 0
    ? ''
    : html`<h3>What the decision was made on</h3>${valueList(facts, 'Nothing.')}`
}
${journalEntries(call)}
</details>
</article>`;
  return respond(c, context, { title: sentence, tab: 'activity', main });
}
