import { type Ask, idOf, type Tool, type Values } from '../../catalog/index.js';
import { RECORDS } from '../../records/index.js';
import { type NamedRecord, recordsIn } from '../decision/named-records.js';
import { type GrantedClients, isRefusedByWhmcs } from './granted-clients.js';

/** What a call names that has to belong to a client who is granted. */
async function namedBy({ whose, names }: Tool, values: Values, ask: Ask): Promise<NamedRecord[]> {
  // Of a list, the rows are looked at, and parts each by itself.
  const clientsAlone = whose.shows === 'rows' || whose.shows === 'catalogue' || whose.shows === 'parts';
  const also = whose.shows === 'named' ? (whose.also ?? {}) : {};
  const named = [names, also]
    .flatMap((naming) => recordsIn(naming, values))
    .filter(({ kind }) => !clientsAlone || kind === 'client');
  if (whose.shows !== 'named' || whose.about === undefined) return named;
  const about = await whose.about({ values, ask });
  return about === undefined ? [] : [...named, { ...about, argument: 'id' }];
}

/** Whose a record is; undefined where WHMCS shows none, or nobody whose it is. */
async function ownerOf({ kind, argument, value }: NamedRecord, ask: Ask): Promise<number | undefined> {
  if (kind === 'client' && typeof value === 'number') return value;
  const { action, params, pick, owner } = RECORDS[kind];
  try {
    const row = pick(await ask(action, params(argument, value)), argument, value);
    return typeof row === 'object' ? idOf(row[owner]) || undefined : undefined;
  } catch (error) {
    if (isRefusedByWhmcs(error)) return undefined;
    throw error;
  }
}

/** Whether all is granted that a call names, and whose the first of it is. */
export interface Concerned {
  readonly granted: boolean;
  readonly client?: number;
}

/**
 * Looks up whether everything that a call names belongs to clients who are granted. A record of another client costs the
 * same reads as one that there is none of. Rejects where WHMCS can't tell.
 */
export async function concernedBy(
  { tool, values }: { readonly tool: Tool; readonly values: Values },
  clients: GrantedClients,
  ask: Ask,
): Promise<Concerned> {
  const named = await namedBy(tool, values, ask);
  const owners = await Promise.all(
    // A call that names nothing is about nobody who is granted.
    (named.length === 0 ? [undefined] : named).map((one) => one && ownerOf(one, ask)),
  );
  const answers = await Promise.all(owners.map((owner) => clients.has(owner)));
  const { whose } = tool;
  const granted =
    answers.every((isGranted) => isGranted) &&
    (whose.shows !== 'named' || (await whose.within?.({ values, ask })) !== false);
  const [client] = owners;
  return client === undefined ? { granted } : { granted, client };
}
