import { html } from 'hono/html';
import { plain } from '../../../plain.js';
import { NoTrial, type Trial } from '../../../policy-desk/index.js';
import type { ConsoleContext, RequestContext } from '../../context.js';
import type { PolicyView } from '../../policy-view.js';
import { badge } from '../components.js';
import type { Html } from '../format.js';
import { csrfField } from '../layout.js';
import { DOES, titleOf } from './acts.js';

/** What somebody wants to try. */
export interface Asked {
  readonly tool: string;
  readonly args: string;
  readonly facts: string;
  readonly caller: string;
  readonly grant: string;
  readonly tainted: boolean;
}

export const NOTHING_ASKED: Asked = {
  tool: '',
  args: '',
  facts: '',
  caller: 'local',
  grant: '',
  tainted: false,
};

const MOST = 20_000;

export function askedIn(form: URLSearchParams): Asked {
  const text = (name: string, most = 200) => (form.get(name) ?? '').slice(0, most);
  return {
    tool: text('tool'),
    args: text('args', MOST),
    facts: text('facts', MOST),
    caller: text('caller'),
    grant: text('grant'),
    tainted: form.get('session') === 'tainted',
  };
}

/** Asks the policy; what was left empty is not given. */
export const tried = (
  view: PolicyView,
  { tool, args, facts, caller, grant, tainted }: Asked,
  install?: string,
) =>
  view.tryCall({
    tool,
    ...(args.trim() === '' ? {} : { args }),
    ...(facts.trim() === '' ? {} : { facts }),
    caller: { name: caller || 'local', ...(grant === '' ? {} : { grant }) },
    tainted,
    install,
  });

const OUTCOMES: Readonly<Record<Trial['outcome'], { readonly mark: Html; readonly says: string }>> = {
  allow: { mark: badge('good', 'Allowed'), says: 'The call would be made.' },
  approval: {
    mark: badge('wait', 'Asks a person'),
    says: 'A person would be asked, and the call made with their yes.',
  },
  hold: {
    mark: badge('wait', 'Held'),
    says: 'The call would wait in the console, where people can change, send or drop it, and leave by itself after that.',
  },
  deny: { mark: badge('bad', 'Refused'), says: 'The agent would be refused.' },
  hidden: {
    mark: badge('idle', 'Hidden'),
    says: 'The agent does not see this tool; a call of it would be refused.',
  },
  open: {
    mark: badge('wait', 'Depends on WHMCS'),
    says: 'What WHMCS holds decides. Say below what that would be, or read what may be then:',
  },
};

const LACKS: Readonly<Record<string, string>> = {
  money: 'how much is at stake',
  mail: 'who would get a message',
  effects: 'what the call would do',
  client: 'which client it concerns',
};
const lackInWords = (fact: string) =>
  LACKS[fact] ??
  (fact.startsWith('context.') ? `the ${fact.slice('context.'.length)} as WHMCS holds it` : fact);

function result(trial: Trial): Html {
  const { mark, says } = OUTCOMES[trial.outcome];
  const exceptions = trial.exceptions.map(({ does, words }) => html`<li>${DOES[does]}: ${plain(words)}</li>`);
  const counted = trial.counted.map(
    ({ rule, used, max }) =>
      html`<li>It would count in a limit that stands at ${plain(used)} of ${plain(max)} (<code>${plain(rule)}</code>).</li>`,
  );
  return html`<div class="box verdict-box" role="status" id="verdict"><p class="head">${mark}</p><p>${says}${trial.isShadow ? ' The policy is in shadow mode, so nothing is really refused.' : ''}</p>
${trial.message === undefined ? '' : html`<p>The rule says: ${plain(trial.message)}</p>`}
${trial.lacks.length === 0 ? '' : html`<p>Not known: ${trial.lacks.map(lackInWords).join(', ')}.</p>`}
${exceptions.length === 0 ? '' : html`<ul>${exceptions}</ul>`}
<p class="faint">Nothing was sent, nobody was asked, no limit was used.</p>
<details><summary>Technical details</summary><p>Decided by <code>${plain(trial.rule)}</code></p>${counted.length === 0 ? '' : html`<ul>${counted}</ul>`}${trial.lines.length === 0 ? '' : html`<pre class="exact long" tabindex="0" role="region" aria-label="Every rule that spoke">${trial.lines.map(plain).join('\n')}</pre>`}</details></div>`;
}

function toolOptions(context: ConsoleContext, install: string | undefined, chosen: string): Html[] {
  const tools = context.tools().filter((tool) => tool.install === install);
  const sets = [...new Set(tools.map(({ toolset }) => toolset))];
  return sets.map(
    (set) =>
      html`<optgroup label="${set}">${tools
        .filter(({ toolset }) => toolset === set)
        .map(
          ({ name }) =>
            html`<option value="${name}"${name === chosen ? html` selected` : ''}>${titleOf(name, context)}</option>`,
        )}</optgroup>`,
  );
}

export const grantOptions = (grants: readonly string[], chosen: string, isHeld: boolean): Html =>
  html`${isHeld ? '' : html`<option value="">no grant</option>`}${grants.map((grant) => html`<option value="${grant}"${grant === chosen ? html` selected` : ''}>${plain(grant)}</option>`)}`;

export interface TrialBox {
  readonly grants: readonly string[];
  readonly asked: Asked;
  readonly trial?: Trial | NoTrial;
  readonly install: string | undefined;
}

/** "What would happen to…": a form, and its answer. */
export function trialSection(
  c: RequestContext,
  context: ConsoleContext,
  { grants, asked, trial, install }: TrialBox,
): Html {
  const told =
    trial === undefined
      ? ''
      : trial instanceof NoTrial
        ? html`<p class="flash refused" role="alert">That can't be tried: ${plain(trial.problem)}.</p>`
        : result(trial);
  const isHeld = c.get('view').grants !== undefined;
  return html`<section aria-labelledby="try-title" class="card try" id="try"><h2 id="try-title">What would happen to…</h2>
${told}
<form method="post" action="/policy/try#try" class="stack">${csrfField(c)}${install === undefined ? '' : html`<input type="hidden" name="install" value="${install}">`}
<div class="fields">
<div><label for="try-tool">The agent wants to</label><select id="try-tool" name="tool" required>${toolOptions(context, install, asked.tool)}</select></div>
<div><label for="try-caller">Name of the caller</label><input id="try-caller" name="caller" value="${asked.caller}" maxlength="200" autocapitalize="none" spellcheck="false"></div>
<div><label for="try-grant">Grant</label><select id="try-grant" name="grant">${grantOptions(grants, asked.grant, isHeld)}</select></div>
<div><label for="try-session">Session</label><select id="try-session" name="session"><option value="">has read nothing of outsiders</option><option value="tainted"${asked.tainted ? html` selected` : ''}>has read what outsiders wrote</option></select></div>
</div>
<label for="try-args">Arguments <span class="faint">(JSON; left empty, none)</span></label>
<textarea id="try-args" name="args" class="code" rows="2" maxlength="${MOST}" spellcheck="false" placeholder='{"invoiceid": 2203, "amount": "59.90", "gateway": "banktransfer"}'>
${asked.args}</textarea>
<details${asked.facts === '' ? '' : html` open`}><summary>What WHMCS holds</summary>
<label for="try-facts">Records, money, recipients, effects <span class="faint">(JSON; WHMCS is not asked)</span></label>
<textarea id="try-facts" name="facts" class="code" rows="2" maxlength="${MOST}" spellcheck="false" placeholder='{"money": {"amount": "59.90"}, "effects": ["money"], "invoice": {"status": "Unpaid"}}'>
${asked.facts}</textarea></details>
<div><button class="primary">What would happen?</button></div>
</form></section>`;
}
