import { z } from 'zod';
import {
  type ActionParameter,
  type Arg,
  may,
  need,
  type Params,
  type RecordKind,
} from '../../../src/catalog/index.js';
import { once } from '../../../src/once.js';
import { REASON, REPEAT_OF } from '../../../src/terms.js';

/** The parameters that name a record, wherever they stand. */
const NAMES: Readonly<Record<string, RecordKind>> = {
  clientid: 'client',
  client_id: 'client',
  userid: 'client',
  invoiceid: 'invoice',
  serviceid: 'service',
  orderid: 'order',
  ticketid: 'ticket',
  domainid: 'domain',
  quoteid: 'quote',
};

type Naming = Pick<ActionParameter, 'name' | 'record'>;

/** The record that a parameter names: as the operator says, or by its name. */
export function recordNamedBy({ name, record }: Naming): RecordKind | undefined {
  if (record !== undefined) return record === 'none' ? undefined : record;
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}

/** An argument of ours has the same name, and does not travel. */
const OWN_NAMES: readonly string[] = [REASON, REPEAT_OF];

/** The argument that a parameter becomes. */
export const argumentNamed = (param: string) => (OWN_NAMES.includes(param) ? `param_${param}` : param);

const MOST_NUMBER = 999_999_999_999;
const MOST_TEXT = 65_535;
const MOST_DEPTH = 6;
const MOST_VALUES = 500;

type Tree = string | number | boolean | readonly Tree[] | { readonly [key: string]: Tree };

const LISTED = 'must be a list or an object of texts, numbers and flags, at most 6 deep and 500 in all';

/** Text, numbers and flags in lists and objects, as a form carries them; undefined for anything else. */
function treeOf(value: unknown, left: { values: number }, depth = 0): Tree | undefined {
  left.values -= 1;
  if (left.values < 0 || depth > MOST_DEPTH) return undefined;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : decimalText(value);
  if (typeof value === 'string')
    return value.length <= MOST_TEXT && !/[\0\p{Cs}]/u.test(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  const entries: [string, Tree][] = [];
  for (const [key, one] of Object.entries(value)) {
    const tree = treeOf(one, left, depth + 1);
    if (tree === undefined || !/^[\w.-]{1,100}$/.test(key)) return undefined;
    entries.push([key, tree]);
  }
  return isList ? entries.map(([, tree]) => tree) : Object.fromEntries(entries);
}

const decimalText = (value: number) =>
  /^-?\d{1,12}\.\d{1,6}$/.test(String(value)) ? String(value) : undefined;

function parsedText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const nestedValue = once(() =>
  z.unknown().transform((value, context): Tree => {
    const parsed = parsedText(value);
    const tree =
      typeof parsed === 'object' && parsed !== null ? treeOf(parsed, { values: MOST_VALUES }) : undefined;
    if (tree === undefined || typeof tree !== 'object') {
      context.addIssue({ code: 'custom', message: LISTED });
      return z.NEVER;
    }
    return tree;
  }),
);

const asIs = (value: unknown, name: string): Params => ({ [name]: value as Tree });

const nested = (required: boolean): Arg => ({
  schema: required ? nestedValue : once(() => nestedValue().optional()),
  required,
  encode: asIs,
});

const decimalValue = once(() =>
  z
    .union([z.string(), z.number()], { error: 'must be a number such as "12.50"' })
    .transform(String)
    .pipe(z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/, 'must be a number such as "12.50"')),
);

const decimal = (required: boolean): Arg => ({
  schema: required ? decimalValue : once(() => decimalValue().optional()),
  required,
  encode: asIs,
});

function plainArgument(param: ActionParameter): Arg {
  const { name, type, required, values } = param;
  const kinds = required ? need : may;
  const record = recordNamedBy(param);
  if (record === 'ticket') return kinds.ticketId();
  if (record !== undefined) return kinds.id();
  if (name === 'limitnum') return kinds.int({ min: 1, max: 250 });
  if (values !== undefined) return kinds.choice(values);
  if (type === 'int') return kinds.int({ min: -MOST_NUMBER, max: MOST_NUMBER });
  if (type === 'bool') return kinds.flag();
  if (type === 'float') return decimal(required);
  if (type.includes('[]') || type === 'array') return nested(required);
  return required ? need.text(undefined, MOST_TEXT) : may.clearable(undefined, MOST_TEXT);
}

/** Passwords and codes: people who approve the call and the journal see that they are there. */
const CREDENTIAL =
  /pass|secret|token|credential|cvv|cardnum|(?:api|access|auth|private)_?key|epp_?code|^(?:pin|otp)$/i;

export const isCredential = (param: string): boolean => CREDENTIAL.test(param);

export const isSecret = ({ name, secret }: Pick<ActionParameter, 'name' | 'secret'>): boolean =>
  secret === true || isCredential(name);

/** What a parameter takes, by the name of its argument, and sends under its own. */
function argumentOf(param: ActionParameter): readonly [string, Arg] {
  const arg = plainArgument(param);
  const name = argumentNamed(param.name);
  const own: Arg =
    name === param.name ? arg : { ...arg, encode: (value, _name, at) => arg.encode(value, param.name, at) };
  return [name, isSecret(param) ? { ...own, secret: true } : own];
}

/**
 * The arguments of an action. Parts of one parameter, which the documentation lists as `email_preferences[general]`, are one
 * argument.
 */
export function argumentsOf(params: readonly ActionParameter[]): Record<string, Arg> {
  const args = new Map<string, Arg>();
  for (const param of params) {
    const [base = param.name] = param.name.split('[');
    if (base === param.name) args.set(...argumentOf(param));
    else if (!args.has(base)) args.set(...argumentOf({ name: base, type: 'array', required: false }));
  }
  return Object.fromEntries(args);
}
