import { createHash } from 'node:crypto';
import { html } from 'hono/html';
import { plain } from '../../../plain.js';
import type { Checked, GoodPolicy } from '../../../policy-desk/index.js';
import type { App, ConsoleContext, RequestContext } from '../../context.js';
import { installIn, type PolicyView } from '../../policy-view.js';
import { notFound } from '../bare-page.js';
import type { Html } from '../format.js';
import { plural } from '../format.js';
import { csrfField, goTo, respond } from '../layout.js';
import { changesSection } from './changes.js';
import { proofField, unproven } from './proof.js';

/** A text that somebody is at work on. */
interface Draft {
  readonly text: string;
  /** The stamp of the one that it was made from. */
  readonly after: string;
  readonly note: string;
  readonly install: string | undefined;
}

/** Tells the text that was checked from another. */
const markOf = ({ text, after, install }: Draft) =>
  createHash('sha256')
    .update(JSON.stringify([text, after, install ?? null]))
    .digest('base64url');

/** Browsers send lines that end in CR LF, whatever stood there. */
const asWritten = (text: string) => text.replace(/\r\n?/g, '\n');

function draftIn(view: PolicyView, form: URLSearchParams): Draft {
  return {
    text: asWritten(form.get('text') ?? ''),
    after: (form.get('after') ?? '').slice(0, 100),
    note: plain((form.get('note') ?? '').slice(0, 300)),
    install: installIn(view, form.get('install')),
  };
}

type Faults = readonly {
  readonly line: number;
  readonly column: number;
  readonly pointer: string;
  readonly message: string;
}[];

const faultList = (faults: Faults): Html =>
  html`<ul>${faults.map(({ line, column, pointer, message }) => html`<li><strong>Line ${line}, column ${column}</strong> <code>${plain(pointer) || '/'}</code>: ${plain(message)}</li>`)}</ul>`;

function casesBox({ cases }: GoodPolicy): Html {
  if (cases === undefined) return html``;
  const { name, total, failed } = cases;
  if (failed.length === 0)
    return html`<div class="box says"><p class="head">The decision table holds</p><p>All ${plural(total, 'case')} of ${plain(name)} come out as they say.</p></div>`;
  return html`<div class="box irreversible" role="alert"><p class="head">${plural(failed.length, 'case')} of the decision table ${failed.length === 1 ? 'comes' : 'come'} out otherwise</p><p>${plain(name)} says what this policy is to do:</p><ul>${failed.map((one) => html`<li>Line ${one.line}, ${plain(one.name)}: ${plain(one.words)}</li>`)}</ul></div>`;
}

/** What speaks against a policy without making it unusable; undefined where nothing does. */
function doubtOf({ mode, cases }: GoodPolicy): string | undefined {
  const doubts = [
    ...(mode === 'shadow' ? ['it denies nothing (shadow mode)'] : []),
    ...(cases !== undefined && cases.failed.length > 0
      ? ['cases of the decision table come out otherwise']
      : []),
  ];
  return doubts.length === 0 ? undefined : doubts.join(' and ');
}

function putForm(c: RequestContext, draft: Draft, good: GoodPolicy): Html {
  const doubt = doubtOf(good);
  return html`<section class="card put"><h2>Put it in force</h2>
<p>It holds for every call from then on; requests that wait under the policy of now become void. The journal says that it was you.</p>
<input type="hidden" name="checked" value="${markOf(draft)}">
<div class="reason"><label for="note">Why <span class="faint">(for the journal)</span></label><input id="note" name="note" maxlength="300" value="${draft.note}"></div>
${doubt === undefined ? '' : html`<p class="sure"><input type="checkbox" id="sure" name="sure" value="yes"> <label for="sure">Put it in force although ${doubt}</label></p>`}
${proofField(c)}
<p><button class="deny" formaction="/policy/put">Put in force</button></p></section>`;
}

function found(c: RequestContext, context: ConsoleContext, draft: Draft, checked: Checked): Html {
  const warnings =
    checked.warnings.length === 0
      ? ''
      : html`<div class="box missing"><p class="head">${plural(checked.warnings.length, 'warning')}</p>${faultList(checked.warnings)}</div>`;
  if ('problems' in checked)
    return html`<div class="box irreversible" role="alert" id="found"><p class="head">It can't be used: ${plural(checked.problems.length, 'problem')}</p>${faultList(checked.problems)}</div>${warnings}`;
  return html`<div class="box says" role="status" id="found"><p class="head">It is good</p><p>It would be revision <code>${plain(checked.revision)}</code>.</p></div>
${checked.mode === 'shadow' ? html`<div class="box missing"><p class="head">Its mode is shadow: it denies nothing</p></div>` : ''}
${warnings}${casesBox(checked)}
${changesSection(checked.changes, context)}
${checked.changes?.places.length === 0 ? '' : putForm(c, draft, checked)}`;
}

interface EditPage {
  readonly draft: Draft;
  readonly checked?: Checked;
  /** Why it was not put in force. */
  readonly refused?: string;
}

/** The other WHMCS that a change holds for. */
function sharedNote(c: RequestContext, install: string | undefined): Html {
  const others = c.get('view').policy?.sharedWith(install) ?? [];
  if (others.length === 0) return html``;
  const names = others.map((one) => html` <strong>${plain(one)}</strong>`);
  return html`<div class="box missing" id="shared"><p class="head">It is the policy of other WHMCS, too</p><p>One file is the policy of <strong>${plain(install ?? '')}</strong> and of${names}: what you put in force holds for all of them.</p></div>`;
}

async function editPage(c: RequestContext, context: ConsoleContext, { draft, checked, refused }: EditPage) {
  const { install } = draft;
  const back = install === undefined ? '/policy' : `/policy?install=${encodeURIComponent(install)}`;
  const main = html`<p class="crumb"><a href="${back}">Policy</a></p>
<h1>Change the policy${install === undefined ? '' : ` of ${plain(install)}`}</h1>
${refused === undefined ? '' : html`<p class="flash refused" role="alert">${plain(refused)}</p>`}
${sharedNote(c, install)}
<form method="post" action="/policy/check" class="edit">${csrfField(c)}
<input type="hidden" name="after" value="${draft.after}">${install === undefined ? '' : html`<input type="hidden" name="install" value="${install}">`}
<label for="text">The policy, as it is written</label>
<textarea id="text" name="text" class="code" rows="18" spellcheck="false" autocapitalize="none" autocomplete="off" wrap="off" required>
${draft.text}</textarea>
<p class="faint">Nothing changes before you have seen what would.</p>
<p><button class="primary">Check</button></p>
${checked === undefined ? '' : found(c, context, draft, checked)}
</form>`;
  return respond(
    c,
    context,
    { title: 'Change the policy', tab: 'policy', main },
    refused === undefined ? 200 : 409,
  );
}

async function open(c: RequestContext, context: ConsoleContext, view: PolicyView) {
  const install = installIn(view, c.req.query('install'));
  const why = view.barred ?? context.policy(install).fixed;
  if (why !== undefined) return goTo(c, context, '/policy', { kind: 'refused', text: plain(why) });
  const written = await view.written(install);
  const draft = { text: written?.text ?? '', after: written?.stamp ?? '0', note: '', install };
  return editPage(c, context, { draft });
}

async function check(c: RequestContext, context: ConsoleContext, view: PolicyView) {
  const draft = draftIn(view, c.get('form'));
  return editPage(c, context, { draft, checked: await view.check(draft.text, draft.install) });
}

/** Why a draft is not put in force as it is; undefined where it may be. */
async function againstIt(c: RequestContext, context: ConsoleContext, draft: Draft, checked: Checked) {
  if ('problems' in checked) return 'It has problems. Nothing was changed.';
  const form = c.get('form');
  if (form.get('checked') !== markOf(draft))
    return 'The text is not the one that was checked. Read what would change now. Nothing was changed.';
  const doubt = doubtOf(checked);
  if (doubt !== undefined && form.get('sure') !== 'yes')
    return `Say that you want it although ${doubt}. Nothing was changed.`;
  return unproven(c, context);
}

async function put(c: RequestContext, context: ConsoleContext, view: PolicyView) {
  const draft = draftIn(view, c.get('form'));
  const { text, after, note, install } = draft;
  const checked = await view.check(text, install);
  const why =
    (await againstIt(c, context, draft, checked)) ??
    (await view.put({ text, after, note, who: c.get('session').who }, install));
  if (why !== undefined) return editPage(c, context, { draft, checked, refused: why });
  const back = install === undefined ? '/policy' : `/policy?install=${encodeURIComponent(install)}`;
  const { revision } = context.policy(install);
  return goTo(c, context, back, {
    kind: 'done',
    text: `The policy is in force, as revision ${plain(revision)}.`,
  });
}

/** The text, what is wrong with it or what it would change, and only then the way to put it in force. */
export function addPolicyEdits(app: App, context: ConsoleContext): void {
  const forEditors =
    (answer: (c: RequestContext, context: ConsoleContext, view: PolicyView) => Promise<Response>) =>
    async (c: RequestContext) => {
      const { policy } = c.get('view');
      if (policy === undefined) return notFound(c);
      if (policy.barred !== undefined)
        return goTo(c, context, '/policy', { kind: 'refused', text: plain(policy.barred) });
      return answer(c, context, policy);
    };
  app.get('/policy/edit', forEditors(open));
  app.post('/policy/check', forEditors(check));
  app.post('/policy/put', forEditors(put));
}
