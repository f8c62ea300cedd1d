import { html } from 'hono/html';
import { plain } from '../../../plain.js';
import type { PolicySeen } from '../../../policy-desk/index.js';
import type { ConsoleContext } from '../../context.js';
import { badge } from '../components.js';
import type { Html } from '../format.js';

type Act = PolicySeen['acts'][number];
type Tool = Act['tools'][number];
type Standing = Tool['standing'];

const BADGES: Readonly<Record<Standing, Html>> = {
  allowed: badge('good', 'Allowed'),
  depends: badge('wait', 'Depends on the call'),
  held: badge('wait', 'Held'),
  asks: badge('wait', 'Asks a person'),
  refused: badge('bad', 'Refused'),
  hidden: badge('idle', 'Hidden'),
};

/** The columns of the table; a hidden tool is refused, too. */
const COLUMNS: readonly { readonly head: string; readonly of: readonly Standing[] }[] = [
  { head: 'Allowed', of: ['allowed'] },
  { head: 'Depends on the call', of: ['depends'] },
  { head: 'Held or asks a person', of: ['held', 'asks'] },
  { head: 'Refused or hidden', of: ['refused', 'hidden'] },
];

/** What a rule does that speaks for some of the calls. */
export const DOES: Readonly<Record<Tool['exceptions'][number]['does'], string>> = {
  asks: 'Asks a person',
  holds: 'Held',
  refuses: 'Refused',
};

/** What a tool does, in words; its name where there are none. */
export const titleOf = (tool: string, { describe }: Pick<ConsoleContext, 'describe'>): string =>
  plain(describe(tool)?.title ?? tool);

function why({ standing, words, exceptions }: Tool): Html {
  const own = standing === 'allowed' || standing === 'depends' ? '' : html`<p>${plain(words)}</p>`;
  const others = exceptions.map((one) => html`<li>${DOES[one.does]}: ${plain(one.words)}</li>`);
  return html`${own}${others.length === 0 ? '' : html`<ul>${others}</ul>`}`;
}

const toolRow = (tool: Tool, context: ConsoleContext): Html =>
  html`<li><p class="over">${BADGES[tool.standing]} <strong>${titleOf(tool.tool, context)}</strong></p>${why(tool)}</li>`;

const isOfClass = ({ kind }: Act) => 'class' in kind;

function rows(acts: readonly Act[]): Html[] {
  return acts.map(({ words, tools }) => {
    const cells = COLUMNS.map(({ head, of }) => {
      const count = tools.filter(({ standing }) => of.includes(standing)).length;
      return html`<td data-label="${head}"${count === 0 ? html` class="none"` : ''}>${count === 0 ? '–' : count === tools.length ? html`<strong>all ${count}</strong>` : count}</td>`;
    });
    return html`<tr><th scope="row">${words}</th>${cells}</tr>`;
  });
}

/** What the policy makes of each kind of act, in numbers of tools, and below it tool by tool. */
export function actsSection(acts: readonly Act[], context: ConsoleContext): Html {
  const [classes, effects] = [acts.filter(isOfClass), acts.filter((act) => !isOfClass(act))];
  const details = classes.map(
    ({ words, tools }) =>
      html`<details class="card"><summary>${words}: ${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}</summary><ul class="told">${tools.map((tool) => toolRow(tool, context))}</ul></details>`,
  );
  const ids = acts.flatMap(({ tools }) =>
    tools.map(({ tool, rule, exceptions }) => ({
      tool,
      rules: [rule, ...exceptions.map((one) => one.rule)],
    })),
  );
  const byTool = new Map<string, Set<string>>();
  for (const { tool, rules } of ids) {
    const known = byTool.get(tool) ?? new Set();
    byTool.set(tool, known);
    for (const rule of rules) known.add(rule);
  }
  const technical = [...byTool].map(
    ([tool, rules]) =>
      html`<li><code>${plain(tool)}</code>: ${[...rules].map((rule) => html`<code>${plain(rule)}</code> `)}</li>`,
  );
  return html`<section aria-labelledby="acts-title"><h2 id="acts-title">What the policy says</h2>
<p class="faint">In numbers of tools. “Depends on the call”: allowed, unless a rule speaks for that call; it is told below.</p>
<table class="acts"><caption class="unseen">What becomes of each kind of act</caption>
<thead><tr><th scope="col">What the agent does</th>${COLUMNS.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows(classes)}</tbody>
<tbody><tr class="between"><th scope="colgroup" colspan="5">Whatever it is called, by what it does</th></tr>${rows(effects)}</tbody></table>
<h2>Tool by tool</h2>
${details}
<details><summary>Technical details</summary><ul class="rules">${technical}</ul></details></section>`;
}
