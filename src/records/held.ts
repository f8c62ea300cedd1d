import {
  type Body,
  type Finding,
  idOf,
  type Moment,
  type ReadBack,
  type Row,
  type SideRead,
  sameText,
  type Undo,
  type Values,
} from '../catalog/index.js';
import { untold } from './settled.js';

/** How an argument that changes a record shows in that record. */
export interface Field {
  /** Its value in the words of the argument; undefined where the record does not show it. */
  shown(record: Body, wanted: unknown, args: Values): unknown;
  same?(wanted: unknown, shown: unknown, at: Moment): boolean;
  /** WHMCS may store it in a spelling of its own: then a difference proves nothing. */
  respelled?: true;
  /** `false` asks for nothing. */
  asks?: true;
  /** What sets it back, where that is not the argument itself. */
  back?(shown: unknown): Record<string, unknown>;
  /** The arguments that `back` may give; none where no call sets it back. */
  by?: readonly string[];
}

export type Fields = Readonly<Record<string, Field>>;

/** A record that a tool changes, and where it is read. */
export interface Changed {
  what: string;
  /** The argument that names it by id. */
  idArg: string;
  read: SideRead;
  /** The record in the answer; undefined where it is another one. */
  record(reply: Body, args: Values): { id: number; fields: Body } | undefined;
  fields: Fields;
  /** Arguments that name the record, or say how the call is made, and change nothing by themselves. */
  aside: readonly string[];
}

/** A change that the record does not show. */
export const UNSHOWN: Field = { shown: () => undefined, by: [] };

/** A text that shows under its own name or another. */
export const text = (column: string): Field => ({ shown: (record) => record[column] });
export const number = (column: string): Field => ({
  shown: (record) => idOf(record[column]),
  same: (wanted, shown) => wanted === shown,
});

/** True and false in any of the spellings that WHMCS has for them. */
export function flagOf(value: unknown): boolean | undefined {
  const spelled = String(value).toLowerCase();
  if (['true', '1', 'on', 'yes'].includes(spelled)) return true;
  return ['false', '0', '', 'off', 'no'].includes(spelled) ? false : undefined;
}

/** Whole cents, so that "5", "5.0" and "5.00" are one amount. */
export const cents = (value: unknown): number => Math.round(Number(value) * 100);

/** A record that the answer itself is, known by the id it repeats. */
export const itself =
  (idArg: string, column: string): Changed['record'] =>
  (reply, args) => {
    const id = idOf(reply[column]);
    return id !== undefined && (args[idArg] === undefined || id === args[idArg])
      ? { id, fields: reply }
      : undefined;
  };

function changesOf({ fields, aside }: Changed, args: Values): string[] {
  return Object.keys(args).filter(
    (name) =>
      args[name] !== undefined &&
      !aside.includes(name) &&
      !(args[name] === false && fields[name]?.asks === true),
  );
}

type State = 'same' | 'differs' | 'unread';

function stateOf(field: Field | undefined, name: string, record: Body, args: Values, at: Moment): State {
  const wanted = args[name];
  const shown = field?.shown(record, wanted, args);
  if (field === undefined || shown === undefined) return 'unread';
  if (field.same === undefined ? sameText(shown, wanted) : field.same(wanted, shown, at)) return 'same';
  return field.respelled === true ? 'unread' : 'differs';
}

/** A change that can be told by the new values standing in the record. */
export function holds(changed: Changed): ReadBack {
  return {
    ...changed.read,
    tells(reply, args, at): Finding {
      const record = changed.record(reply, args);
      if (record === undefined) return untold(`WHMCS shows no such ${changed.what}`);
      const named = `${changed.what} ${record.id}`;
      const states = changesOf(changed, args).map((name) =>
        stateOf(changed.fields[name], name, record.fields, args, at),
      );
      const [same, differs] = [states.includes('same'), states.includes('differs')];
      if (same && differs) return untold(`${named} has some of the new values and not others`);
      if (same) return { done: true, says: `${named} has the new values` };
      if (differs) return { done: false, says: `${named} does not have the new values` };
      return untold(`${named} does not show what was changed`);
    },
  };
}

const backOf = (field: Field | undefined, name: string, shown: unknown): Record<string, unknown> => {
  if (field === undefined || shown === undefined || field.by?.length === 0) return {};
  return field.back?.(shown) ?? { [name]: shown };
};

/** The same tool with the values that the record had before. What can't be sent as an argument is not kept. */
export function setBack(
  tool: string,
  changed: Changed,
  args: Row['args'],
  says: { otherwise: string; leaves?: string },
): Undo {
  return {
    ...(says.leaves === undefined ? {} : { leaves: says.leaves }),
    before: {
      ...changed.read,
      keep(reply, values) {
        const record = changed.record(reply, values);
        if (record === undefined) return undefined;
        const former = changesOf(changed, values).flatMap((name) => {
          const field = changed.fields[name];
          return Object.entries(backOf(field, name, field?.shown(record.fields, values[name], values)));
        });
        const sendable = former.filter(([name, value]) => args[name]?.schema.safeParse(value).success);
        return { [changed.idArg]: record.id, ...Object.fromEntries(sendable) };
      },
    },
    call(values, kept) {
      const left = changesOf(changed, values).filter(
        (name) => !(changed.fields[name]?.by ?? [name]).some((setter) => setter in kept),
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
