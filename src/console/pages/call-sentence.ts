import { shownOf } from '../../approvals/index.js';
import type { CallView } from '../../audit/index.js';
import { plain } from '../../plain.js';
import { inThePast } from '../../prose/index.js';
import type { ConsoleContext, RequestContext } from '../context.js';
import { isId } from './approvals/deciding.js';

/** What became of a call that is not done, as the end of its sentence. */
const ENDS: Readonly<Record<Exclude<CallView['state'], 'done'>, string>> = {
  failed: 'failed',
  refused: 'refused',
  waiting: 'waits for a person',
  'under way': 'under way',
  unknown: 'nobody knows what came of it',
};

type Titles = ReadonlyMap<string, string>;

/** What the requests of these calls are called, by their ids: their titles name the record and the sum. */
export async function titlesOf(c: RequestContext, calls: readonly CallView[]): Promise<Titles> {
  const ids = [...new Set(calls.flatMap(({ approval }) => (approval === undefined ? [] : [approval])))];
  const { requests } = c.get('view');
  const found = await Promise.all(ids.filter(isId).map(async (id) => [id, await requests.get(id)] as const));
  return new Map(
    found.flatMap(([id, request]) => (request === undefined ? [] : [[id, shownOf(request).preview.title]])),
  );
}

/** `Update a client (client 12)`, by the words of the tool and the arguments that name records. */
function titleOf({ tool, args }: CallView, { describe }: Pick<ConsoleContext, 'describe'>): string {
  const known = describe(tool);
  if (known === undefined) return tool;
  const records = Object.entries(known.names).flatMap(([kind, names = []]) =>
    names.flatMap((name) => (/^\d{1,10}$/.test(String(args[name] ?? '')) ? [`${kind} ${args[name]}`] : [])),
  );
  return records.length === 0 ? known.title : `${known.title} (${[...new Set(records)].join(', ')})`;
}

/** A call as a sentence: `Recorded a payment of 301.90 EUR on invoice 3077 of Quentin Roux`, `Update a client (client 12): refused`. */
export function sentenceOf(
  call: CallView,
  titles: Titles,
  context: Pick<ConsoleContext, 'describe'>,
): string {
  const asked = call.approval === undefined ? undefined : titles.get(call.approval);
  const title = plain(asked ?? '') || plain(titleOf(call, context));
  return call.state === 'done' ? inThePast(title) : `${title}: ${ENDS[call.state] ?? plain(call.state)}`;
}
