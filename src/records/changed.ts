import {
  type Body,
  type Finding,
  idOf,
  isDamaged,
  type Moment,
  type ReadBack,
  type Row,
  refuse,
  type SideRead,
  sameText,
  type Undo,
  type Values,
} from '../catalog/index.js';
import { REPEAT_OF } from '../terms.js';
import type { Field } from './field.js';
import type { RecordType } from './record.js';
import { readOf, rowOf, untold } from './settled.js';

/** What a tool can change of a record, and where that is read. */
export interface Changed<Name extends string = string, Aside extends string = string> {
  readonly what: string;
  /** The argument that names it by id. */
  readonly idArg: string;
  readonly read: SideRead;
  /** The record in the answer; undefined where it is another one. */
  record(reply: Body, args: Values): { id: number; fields: Body } | undefined;
  readonly fields: Readonly<Record<Name, Field>>;
  /** Arguments that name the record, or say how the call is made, and change nothing by themselves. */
  readonly aside: readonly Aside[];
}

/** What a tool can change of a record that has a read of its own. */
export function changesTo<Name extends string, Aside extends string>(
  record: RecordType,
  { fields, aside }: Pick<Changed<Name, Aside>, 'fields' | 'aside'>,
): Changed<Name, Aside> {
  return {
    what: record.kind,
    idArg: record.namedBy[0],
    read: readOf(record),
    record(reply, args) {
      const row = rowOf(record, reply, args);
      const id = row && idOf(row[record.keys.id.column]);
      return row === undefined || id === undefined ? undefined : { id, fields: row };
    },
    fields,
    aside,
  };
}

export const fieldOf = ({ fields }: Changed, argument: string): Field | undefined =>
  Object.hasOwn(fields, argument) ? fields[argument] : undefined;

/** The arguments of a call by which it changes something. */
export function changedBy(changed: Changed, args: Values): string[] {
  return Object.keys(args).filter(
    (name) =>
      args[name] !== undefined &&
      name !== REPEAT_OF &&
      !changed.aside.includes(name) &&
      !(args[name] === false && fieldOf(changed, name)?.onlyWhenTrue === true),
  );
}

/** Beside what names the record, a call must change something. */
export const changesSomething = (changed: Changed) =>
  refuse(
    `nothing to change: give at least one argument beside ${changed.aside.join(', ')}`,
    (args) => changedBy(changed, args).length === 0,
  );

type State = 'same' | 'differs' | 'unread';

function stateOf(field: Field | undefined, name: string, record: Body, args: Values, at: Moment): State {
  const wanted = args[name];
  const shown = field?.shown(record, wanted, args);
  if (field === undefined || shown === undefined) return 'unread';
  if (field.same === undefined ? sameText(shown, wanted) : field.same(wanted, shown, at)) return 'same';
  return field.mayBeNormalized === true || field.partly?.(wanted, shown) === true ? 'unread' : 'differs';
}

/** A change that can be told by the new values standing in the record. */
export function holds(changed: Changed): ReadBack {
  return {
    ...changed.read,
    tells(reply, args, at): Finding {
      const record = changed.record(reply, args);
      if (record === undefined) return untold(`WHMCS shows no such ${changed.what}`);
      const named = `${changed.what} ${record.id}`;
      const states = changedBy(changed, args).map((name) =>
        stateOf(fieldOf(changed, name), name, record.fields, args, at),
      );
      const [same, differs] = [states.includes('same'), states.includes('differs')];
      if (same && differs) return untold(`${named} has some of the new values and not others`);
      if (same) return { done: true, says: `${named} has the new values` };
      // After an error the parts that are not shown may have been changed first.
      if (differs && at.toldError === true && states.includes('unread'))
        return untold(`${named} has some of the old values, and does not show all that was to change`);
      if (differs) return { done: false, says: `${named} does not have the new values` };
      return untold(`${named} does not show what was changed`);
    },
  };
}

const backOf = (field: Field | undefined, name: string, shown: unknown): Record<string, unknown> => {
  if (field === undefined || shown === undefined || field.settableBy?.length === 0) return {};
  return field.toArgs?.(shown) ?? { [name]: shown };
};

/**
 * The same tool with the values that the record had before. What can't be sent as an argument is not kept.
 * @param args those of the tool: one that is neither a field nor aside does not compile.
 */
export function setBack<Name extends string, Aside extends string, Args extends Row['args']>(
  tool: string,
  changed: Changed<Name, Aside>,
  args: Args & Readonly<Record<Exclude<keyof Args, Name | Aside>, never>>,
  says: { otherwise: string; leaves?: string },
): Undo {
  return {
    ...(says.leaves === undefined ? {} : { leaves: says.leaves }),
    before: {
      ...changed.read,
      keep(reply, values) {
        const record = changed.record(reply, values);
        if (record === undefined) return undefined;
        const former = changedBy(changed, values).flatMap((name) => {
          const field = fieldOf(changed, name);
          return Object.entries(backOf(field, name, field?.shown(record.fields, values[name], values)));
        });
        const sendable = former.filter(
          ([name, value]) =>
            !isDamaged(value) && (args as Row['args'])[name]?.schema().safeParse(value).success,
        );
        return { [changed.idArg]: record.id, ...Object.fromEntries(sendable) };
      },
    },
    call(values, kept) {
      const left = changedBy(changed, values).filter(
        (name) => !(fieldOf(changed, name)?.settableBy ?? [name]).some((setter) => setter in kept),
      );
      if (Object.keys(kept).every((name) => name === changed.idArg)) return says.otherwise;
      return {
        tool,
        args: { ...kept },
        ...(left.length === 0 ? {} : { leaves: `It does not set back ${left.join(', ')}.` }),
      };
    },
  };
}
