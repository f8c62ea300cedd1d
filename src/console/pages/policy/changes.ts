import { html } from 'hono/html';
import { plain } from '../../../plain.js';
import type { GoodPolicy } from '../../../policy-desk/index.js';
import type { ConsoleContext } from '../../context.js';
import { exact, type Html, plural } from '../format.js';
import { titleOf } from './acts.js';

type Changes = NonNullable<GoodPolicy['changes']>;

const SESSIONS = {
  all: '',
  untainted: 'before it has read what outsiders wrote',
  tainted: 'after it has read what outsiders wrote',
} as const;

/** Rows of a table that are shown at once. */
const MOST_ROWS = 200;

const whose = (grant: string | undefined) =>
  grant === undefined ? 'Callers without a grant' : `Callers of ${plain(grant)}`;

function toolTable({ tools }: Changes, context: ConsoleContext): Html {
  if (tools.length === 0)
    return html`<p>No tool is allowed, asked about or refused otherwise than before.</p>`;
  const rows = tools
    .slice(0, MOST_ROWS)
    .map(
      ({ tool, grant, sessions, before, after }) =>
        html`<tr><th scope="row">${titleOf(tool, context)}<br><span class="faint">${whose(grant)}${sessions === 'all' ? '' : `, ${SESSIONS[sessions]}`}</span></th><td data-label="Now">${plain(before)}</td><td data-label="Then">${plain(after)}</td></tr>`,
    );
  return html`<table class="record changes"><caption class="unseen">What changes, tool by tool</caption><thead><tr><th scope="col">What the agent does</th><th scope="col">Now</th><th scope="col">Then</th></tr></thead><tbody>${rows}</tbody></table>
${tools.length > MOST_ROWS ? html`<p class="faint">And ${plural(tools.length - MOST_ROWS, 'more line')} of the kind.</p>` : ''}`;
}

function limitLists({ limits }: Changes): Html {
  if (limits.gone.length + limits.new.length === 0) return html``;
  const list = (words: readonly string[]) => words.map((one) => html`<li>${plain(one)}</li>`);
  return html`<h3>Limits and budgets</h3>
${limits.gone.length === 0 ? '' : html`<p>No longer:</p><ul class="told">${list(limits.gone)}</ul>`}
${limits.new.length === 0 ? '' : html`<p>New:</p><ul class="told">${list(limits.new)}</ul>`}`;
}

/** All that changes: in words, and place by place, which leaves nothing out. */
export function changesSection(changes: GoodPolicy['changes'], context: ConsoleContext): Html {
  if (changes === undefined)
    return html`<section><h2>What changes</h2><p>The policy that is written now has a fault, so the two can't be compared. Everything that yours says is new.</p></section>`;
  const { places } = changes;
  if (places.length === 0)
    return html`<section><h2>What changes</h2><p>Nothing: it says what the policy in force says.</p></section>`;
  const rows = places.map(
    ({ at, before, after }) =>
      html`<tr><th scope="row"><code>${plain(at) || '/'}</code></th><td data-label="Now" class="exact">${before === undefined ? html`<span class="faint">nothing</span>` : exact(before)}</td><td data-label="Then" class="exact">${after === undefined ? html`<span class="faint">nothing</span>` : exact(after)}</td></tr>`,
  );
  return html`<section aria-labelledby="changes-title"><h2 id="changes-title">What changes</h2>
${toolTable(changes, context)}
${limitLists(changes)}
<details${changes.tools.length === 0 ? html` open` : ''}><summary>Each place of the file that changes: ${places.length}</summary><table class="record changes"><caption class="unseen">What changes, place by place</caption><thead><tr><th scope="col">Place</th><th scope="col">Now</th><th scope="col">Then</th></tr></thead><tbody>${rows}</tbody></table></details></section>`;
}
