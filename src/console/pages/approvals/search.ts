import { html } from 'hono/html';
import { allSentences, shownOf } from '../../../approvals/index.js';
import { amountOf, compareDecimals } from '../../../decimal.js';
import { exact, plain } from '../../../plain.js';
import type { StoredApproval } from '../../../store/index.js';
import type { Html } from '../format.js';

const NAMES = ['text', 'client', 'amount', 'tool', 'caller', 'day'] as const;

/** What somebody looks for among requests; an empty field asks for nothing. */
export type Search = Readonly<Record<(typeof NAMES)[number], string>>;

const MAX_LENGTH = 200;

export function searchOf(param: (name: string) => string | null | undefined): Search {
  const word = (name: string) => (param(name) ?? '').trim().slice(0, MAX_LENGTH);
  return Object.fromEntries(NAMES.map((name) => [name, word(name)])) as Search;
}

export const isSearching = (search: Search): boolean => NAMES.some((name) => search[name] !== '');

/** `?client=12`, or nothing. */
export function queryOf(search: Search): string {
  const filled = NAMES.filter((name) => search[name] !== '');
  const query = new URLSearchParams(filled.map((name): [string, string] => [name, search[name]]));
  return query.size === 0 ? '' : `?${query}`;
}

const PRICE = /(?<![\d.])(\d{1,15}\.\d{2,8}) [A-Z]{3}\b/g;

const pricesIn = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => [...text.matchAll(PRICE)].map(([, amount = '']) => amount));

/** The sums that a request is about: those of its title and of its `amount`; where these name none, those of its sentences. */
function amountsOf({ args, preview }: ReturnType<typeof shownOf>): string[] {
  const named = amountOf(args.amount) === undefined ? [] : [String(args.amount)];
  const sums = [...pricesIn([preview.title]), ...named];
  return sums.length > 0 ? sums : pricesIn(allSentences(preview));
}

const holds = (text: string, part: string) => text.toLowerCase().includes(part.toLowerCase());

/** By number exactly, as our sentences write it; by name wherever the sentences say it. */
function isOfClient({ preview }: ReturnType<typeof shownOf>, client: string): boolean {
  const text = plain(allSentences(preview).join('\n'));
  return /^\d+$/.test(client)
    ? preview.snapshot['client.id'] === client || new RegExp(`\\bclient ${client}\\b`, 'i').test(text)
    : holds(text, client);
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** Whether a request is what somebody looks for. */
export function matches(approval: StoredApproval, search: Search): boolean {
  if (!isSearching(search)) return true;
  const shown = shownOf(approval);
  const { text, client, amount, tool, caller, day } = search;
  const { details } = shown.preview;
  const everything = () =>
    [approval.id, approval.tool, approval.caller, approval.rule, ...allSentences(shown.preview)]
      .concat(details.map(({ label, value }) => `${label}: ${value}`))
      .concat(exact(shown.args))
      .join('\n');
  const isAsMuch = (sum: string) => [0, 1].includes(compareDecimals(sum, amount) ?? -1);
  return (
    (tool === '' || holds(approval.tool, tool)) &&
    (caller === '' || holds(approval.caller, caller)) &&
    (day === '' || dayOf(approval.askedAt) === day) &&
    (client === '' || isOfClient(shown, client)) &&
    (amount === '' || amountsOf(shown).some(isAsMuch)) &&
    (text === '' || holds(everything(), text))
  );
}

/** The form that searches; what is rarely filled in is folded away until it is. */
export function searchForm(search: Search, tools: Iterable<string>): Html {
  const { text, client, amount, tool, caller, day } = search;
  const options = [...tools].map((name) => html`<option value="${name}"></option>`);
  const isNarrow = isSearching({ ...search, text: '' });
  return html`<form class="search" method="get" action="/approvals" role="search" aria-label="Search the requests">
<div class="find"><label for="text" class="unseen">Search</label><input id="text" name="text" type="search" value="${plain(text)}" maxlength="200" placeholder="Search requests" data-search><button>Search</button>${isSearching(search) ? html` <a href="/approvals">Show all</a>` : ''}</div>
<details id="filters"${isNarrow ? html` open` : ''}><summary>Filter by client, amount, tool, caller, day</summary>
<div class="filters">
<div><label for="client">Client</label><input id="client" name="client" value="${plain(client)}" maxlength="200" placeholder="number or name"></div>
<div><label for="amount">At least</label><input id="amount" name="amount" inputmode="decimal" value="${plain(amount)}" maxlength="20" placeholder="100.00"></div>
<div><label for="tool">Tool</label><input id="tool" name="tool" list="tool-names" value="${plain(tool)}" maxlength="200" spellcheck="false" autocapitalize="none"><datalist id="tool-names">${options}</datalist></div>
<div><label for="caller">Caller</label><input id="caller" name="caller" value="${plain(caller)}" maxlength="200" spellcheck="false" autocapitalize="none"></div>
<div><label for="day">Asked on (UTC)</label><input id="day" name="day" type="date" value="${plain(day)}"></div>
</div></details>
</form>`;
}
