import type { Ask, Naming, RecordKind, Tool, Values } from '../../catalog/index.js';
import { policyFacts } from '../../records/index.js';

export type Fields = Record<string, unknown>;

/** The records a call of the tool can name: those its arguments name, and whoever they belong to. */
export function recordsOf(tool: Tool): RecordKind[] {
  const named = Object.keys(tool.names) as RecordKind[];
  return named.length === 0 || named.includes('client') ? named : [...named, 'client'];
}

/** A record that a call names, and the argument that names it. */
export interface NamedRecord {
  readonly kind: RecordKind;
  readonly argument: string;
  readonly value: unknown;
}

/** Each record that arguments name; a list of ids names one by each. */
export const recordsIn = (naming: Naming, values: Values): NamedRecord[] =>
  (Object.keys(naming) as RecordKind[]).flatMap((kind) =>
    (naming[kind] ?? []).flatMap((argument) =>
      values[argument] === undefined
        ? []
        : [values[argument]].flat().map((value) => ({ kind, argument, value })),
    ),
  );

/** Each record that a call names. */
export const namedRecords = ({ names }: Pick<Tool, 'names'>, values: Values): NamedRecord[] =>
  recordsIn(names, values);

/**
 * The records that a call names, as people and other calls tell them: `invoice 3001`. One that is named otherwise than by
 * its id goes by its id where WHMCS has it. A call that names none, a mail for example, goes by whom it reaches.
 */
export async function recordNames(
  tool: Tool,
  values: Values,
  { subject, ask }: { subject: Subject; ask: Ask },
): Promise<string[]> {
  const named = namedRecords(tool, values);
  if (named.length === 0) return reachedRecords(tool, values, ask).catch(() => []);
  const names = named.map(async ({ kind, value }) => {
    const found = typeof value === 'number' ? undefined : await subject.record(kind).catch(() => undefined);
    return `${kind} ${String(found?.id ?? value).toLowerCase()}`;
  });
  return [...new Set(await Promise.all(names))];
}

async function reachedRecords({ reaches }: Tool, values: Values, ask: Ask): Promise<string[]> {
  const { recipients = [], ticket } = (await reaches?.({ values, ask })) ?? {};
  const clients = recipients.flatMap(({ clientId }) =>
    clientId === undefined ? [] : [`client ${clientId}`],
  );
  return [...new Set([...(ticket === undefined ? [] : [`ticket ${ticket.id}`]), ...clients])];
}

/** The records that one call names, each read once, when first asked for. */
export interface Subject {
  /** Rejects where WHMCS has no such record, or the call names none. */
  record(kind: RecordKind): Promise<Fields>;
  /** The WHMCS client that the call concerns. */
  clientId(): Promise<number>;
}

/** No record of that kind is named by the call, or WHMCS has none. */
export class NoRecord extends Error {}

/** Most calls that are asked this name none: an error with its stack, made once, serves them all. */
const NO_CLIENT = new NoRecord('the call names no client');

export function subjectOf(tool: Tool, values: Values, ask: Ask, now: Date): Subject {
  const read = new Map<RecordKind, Promise<Fields>>();

  async function fetch(kind: RecordKind): Promise<Fields> {
    const by = tool.names[kind]?.find((arg) => values[arg] !== undefined);
    if (by !== undefined) return present(kind, await policyFacts(kind, by, values[by], { ask, now }));
    if (kind !== 'client') throw new NoRecord(`the call names no ${kind}`);
    return present('client', await policyFacts('client', 'clientid', await owner(), { ask, now }));
  }

  function present(kind: RecordKind, fields: Fields | undefined): Fields {
    if (fields?.id === undefined) throw new NoRecord(`WHMCS has no such ${kind}`);
    return fields;
  }

  async function owner(): Promise<number> {
    for (const kind of Object.keys(tool.names) as RecordKind[]) {
      if (kind === 'client' || !tool.names[kind]?.some((arg) => values[arg] !== undefined)) continue;
      const { clientid } = await record(kind);
      if (typeof clientid === 'number' && clientid > 0) return clientid;
    }
    throw NO_CLIENT;
  }

  function record(kind: RecordKind): Promise<Fields> {
    const found = read.get(kind) ?? fetch(kind);
    read.set(kind, found);
    return found;
  }

  return {
    record,
    async clientId() {
      const direct = tool.names.client?.map((arg) => values[arg]).find((value) => typeof value === 'number');
      if (typeof direct === 'number') return direct;
      const named = tool.names.client?.some((arg) => values[arg] !== undefined) ?? false;
      return named ? Number((await record('client')).id) : owner();
    },
  };
}
