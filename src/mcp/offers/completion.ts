import type { CompleteResult } from '@modelcontextprotocol/sdk/types.js';
import type { ToolState } from '../../guard/index.js';
import { isObject } from '../../json/index.js';
import type { PromptArgument } from '../../prompts/index.js';
import { fieldIn, IDS, listTemplates } from '../../resources/index.js';
import { argumentsOf, promptNamed } from './prompts.js';
import type { OfferRequest } from './request.js';
import type { Listing, Shown } from './shown.js';
import { WrongRequest } from './wrong-request.js';

/** The most that an answer may name (MCP specification, Completion). */
const MOST_VALUES = 100;
/** Whoever types asks with every key: ids are read once for so long. */
const KEPT_MS = 60_000;

/** Ids that one session was told, while it is shown the same tools. */
export class KnownIds {
  #of: Listing | undefined;
  readonly #ids = new Map<string, { readonly at: number; readonly values: readonly string[] }>();

  /** Drops all where the policy has changed since. */
  renew(of: Listing): void {
    if (of !== this.#of) this.#ids.clear();
    this.#of = of;
  }

  get(key: string): readonly string[] | undefined {
    const known = this.#ids.get(key);
    return known !== undefined && performance.now() - known.at < KEPT_MS ? known.values : undefined;
  }

  set(key: string, values: readonly string[]): void {
    this.#ids.set(key, { at: performance.now(), values });
  }
}

/** Whether any call of a tool goes without a person: nobody is asked because somebody types. */
const isFree = ({ state, budgets }: ToolState) => state === 'allow' && budgets.length === 0;

/** Ids of records of one kind; none where the caller may not read them without more ado. */
async function idsOf(
  { guard, session, call }: OfferRequest,
  of: string,
  install: string | undefined,
  known: KnownIds,
): Promise<readonly string[]> {
  const source = Object.hasOwn(IDS, of) ? IDS[of] : undefined;
  if (source === undefined) return [];
  const state = guard.states(session).find((one) => one.name === source.tool && one.install === install);
  if (state === undefined || !isFree(state)) return [];
  const key = `${install ?? ''} ${of}`;
  const kept = known.get(key);
  if (kept !== undefined) return kept;
  const outcome = await call(source.tool, { ...(install === undefined ? {} : { install }), ...source.args });
  const values = outcome.ok ? fieldIn(outcome.text, source.field) : [];
  if (outcome.ok) known.set(key, values);
  return values;
}

/** What is completed: words that stand fast, or ids. */
type Completed = { readonly words: readonly string[] } | { readonly ids: string };

function ofArgument({ kind, name }: PromptArgument): Completed {
  if (typeof kind === 'string') return { words: [] };
  if ('choice' in kind) return { words: kind.choice };
  return 'number' in kind
    ? { words: kind.number.offers }
    : { ids: name === 'newproductid' ? 'productid' : name };
}

function completedBy(ref: unknown, name: unknown, shown: Shown): Completed {
  if (isObject(ref) && ref.type === 'ref/prompt') {
    const argument = argumentsOf(promptNamed(ref.name, shown), shown).find((one) => one.name === name);
    if (argument !== undefined) return ofArgument(argument);
    throw new WrongRequest('The prompt has no such argument.');
  }
  if (!isObject(ref) || ref.type !== 'ref/resource')
    throw new WrongRequest('ref must be a ref/prompt or a ref/resource.');
  const found = listTemplates(shown).find(({ uriTemplate }) => uriTemplate === ref.uri);
  if (found === undefined || typeof name !== 'string' || !found.uriTemplate.includes(`{${name}}`))
    throw new WrongRequest('There is no such template, or it has no such variable.');
  return name === 'install' ? { words: shown.installs } : { ids: name };
}

/** The WHMCS that the other arguments name; undefined where that is not known. */
function installIn(context: unknown, { installs }: Shown): string | undefined {
  const given = isObject(context) && isObject(context.arguments) ? context.arguments.install : undefined;
  return installs.find((one) => one === given) ?? (installs.length === 1 ? installs[0] : undefined);
}

/** Completes what somebody types into an argument of a prompt or a variable of a template. */
export async function complete(
  request: OfferRequest,
  shown: Shown,
  known: KnownIds,
): Promise<CompleteResult> {
  const { ref, argument, context } = request.params;
  if (!isObject(argument) || typeof argument.value !== 'string')
    throw new WrongRequest('argument needs a name and a value.');
  const completed = completedBy(ref, argument.name, shown);
  known.renew(shown.of);
  const typed = argument.value.trim().toLowerCase();
  const install = installIn(context, shown);
  const isPlaceless = shown.installs.length > 0 && install === undefined;
  const all =
    'words' in completed
      ? completed.words
      : isPlaceless
        ? []
        : await idsOf(request, completed.ids, install, known);
  const values = all.filter((one) => one.toLowerCase().startsWith(typed));
  return {
    completion: {
      values: values.slice(0, MOST_VALUES),
      total: values.length,
      hasMore: values.length > MOST_VALUES,
    },
  };
}
