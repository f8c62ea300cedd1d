import { shownOf } from '../../approvals/index.js';
import type { CallView } from '../../audit/index.js';
import { plain } from '../../plain.js';
import { inThePast } from '../../prose/index.js';
import type { ApprovalState } from '../../store/index.js';
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

/** What became of the request of a call that waited, as the end of its sentence. */
const DECIDED: Readonly<Record<ApprovalState, string>> = {
  pending: ENDS.waiting,
  approved: 'approved, and not made yet',
  denied: 'a person said no',
  expired: 'nobody decided in time',
  used: 'approved, and made by a later call',
  void: 'it was not decided any more',
};

/** The requests of calls by their ids: what they are called, and what became of them. */
export type Requests = ReadonlyMap<string, { readonly title: string; readonly state: ApprovalState }>;

/** What became of the request of a call that waits as far as the journal knows; undefined for any other. */
export const decidedOf = ({ state, approval }: CallView, requests: Requests): ApprovalState | undefined =>
  state === 'waiting' && approval !== undefined ? requests.get(approval)?.state : undefined;

/** The requests of these calls: their titles name the record and the sum. */
export async function requestsOf(c: RequestContext, calls: readonly CallView[]): Promise<Requests> {
  const ids = [...new Set(calls.flatMap(({ approval }) => (approval === undefined ? [] : [approval])))];
  const { requests } = c.get('view');
  const found = await Promise.all(ids.filter(isId).map(async (id) => [id, await requests.get(id)] as const));
  return new Map(
    found.flatMap(([id, request]) =>
      request === undefined
        ? []
        : [[id, { title: shownOf(request).preview.title, state: request.state }] as const],
    ),
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
  requests: Requests,
  context: Pick<ConsoleContext, 'describe'>,
): string {
  const asked = call.approval === undefined ? undefined : requests.get(call.approval)?.title;
  const title = plain(asked ?? '') || plain(titleOf(call, context));
  if (call.state === 'done') return inThePast(title);
  const decided = decidedOf(call, requests);
  return `${title}: ${decided === undefined ? (ENDS[call.state] ?? plain(call.state)) : DECIDED[decided]}`;
}
