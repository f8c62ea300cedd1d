import { z } from 'zod';
import { once } from '../once.js';
import { csv, json64, type Param, type Params, serialized } from '../whmcs/index.js';
import {
  amount,
  attachmentList,
  carried,
  day,
  email,
  filledText,
  flag,
  IN_CAPITALS,
  id,
  type MoneyBounds,
  NOT_CARRIED,
  NOT_EMPTY,
  openMap,
  percent,
  ticketId,
} from './arguments/values.js';
import { type DateFormat, isMoment, localDay, wallClock } from './dates.js';
import type { Values } from './side-read.js';

/** What an argument needs to know of the installation, and of the moment, to be put into WHMCS's words. */
export interface Installation {
  dateFormat: DateFormat;
  /** IANA name of the time zone that WHMCS runs in; undefined: that of this machine. */
  timezone: string | undefined;
  /** Username of the administrator whom the agent's ticket replies come from. */
  staff?: string;
  now(): Date;
  /** A fresh password, for what must have one and is never told it. */
  password(): string;
}

export interface Arg {
  /** What its value is checked by; the same each time. */
  schema(): z.ZodType;
  /** True where a call without it is refused. */
  required: boolean;
  /** The WHMCS parameters that the value becomes. An argument that stays here becomes none. */
  encode(value: unknown, name: string, at: Installation): Params;
  /** The value as it is told from others: spellings that come to the same are one; undefined if it is as good as none. */
  same?(value: unknown): unknown;
  /** What sets it to nothing, as part of a sentence, where no empty value of its own does: "removeFlag clears it". */
  emptiedBy?: string;
  /** Holds a credential: kept out of logs and records. */
  secret?: true;
  /** What is sent when the argument is left out. */
  otherwise?(at: Installation, values: Values): unknown;
}

type Encode<T> = (value: T, name: string, at: Installation) => Params;
type Make = <T>(
  schema: () => z.ZodType<T>,
  about: string | undefined,
  encode: Encode<T>,
  same?: (value: T) => unknown,
) => Arg;

const asIs: Encode<Param> = (value, name) => ({ [name]: value });

const lowered = (text: string) => text.trim().toLowerCase();
/** Addresses and hosts in any order and letter case. */
const asSet = (names: readonly string[]) =>
  [...new Set(names.map((name) => lowered(name).replace(/\.+$/, '')))].sort();
const noZero = (text: string) => (/^-?0+\.0+$/.test(text) ? undefined : text);
const decimal = (text: string) =>
  text
    .replace(/^0+(?=\d)/, '')
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');

function kinds(make: Make) {
  return {
    id: (about?: string) => make(id, about, asIs),
    /** The internal id of a ticket. What customers see of it is another number. */
    ticketId: (about = 'Internal id, as whmcs_get_tickets gives it') => make(ticketId, about, asIs),
    ids: (about?: string) => make(() => z.array(id()).min(1, NOT_EMPTY).max(200), about, asIs),
    idList: (about?: string) =>
      make(
        () => z.array(id()).min(1, NOT_EMPTY).max(200),
        about,
        (v, n) => ({ [n]: csv(v) }),
      ),
    int: (bounds: { min: number; max: number }, about?: string) =>
      make(
        () =>
          z
            .int()
            .min(bounds.min, `must be ${bounds.min} or more`)
            .max(bounds.max, `must be ${bounds.max} or less`),
        about,
        asIs,
      ),
    /** Text that must say something. */
    text: (about?: string, max = 255) => make(() => filledText(max), about, asIs),
    /** Text that may be emptied: "" clears the field. */
    clearable: (about?: string, max = 255) =>
      make(() => z.string().max(max).refine(carried, NOT_CARRIED), about, asIs),
    /** Long text, to WHMCS's column size. */
    body: (about?: string) => make(() => filledText(65_535), about, asIs),
    choice: <const T extends readonly [string, ...string[]]>(values: T, about?: string) =>
      make(
        () => z.enum(values, { error: `must be one of: ${values.join(', ')}` }),
        about,
        (v, n) => ({
          [n]: String(v),
        }),
      ),
    /** Several of these, each once. */
    choices: <const T extends readonly [string, ...string[]]>(values: T, about?: string) =>
      make(
        () =>
          z
            .array(z.enum(values, { error: `must be one of: ${values.join(', ')}` }))
            .min(1, NOT_EMPTY)
            .refine((all) => new Set(all).size === all.length, 'must not name one twice'),
        about,
        asIs,
        (all) => [...all].sort(),
      ),
    flag: (about?: string) => make(flag, about, asIs),
    /** A flag that means something else when it is left out, so it always travels. */
    alwaysFlag: (about?: string): Arg => ({
      ...make(() => flag().default(false), about, asIs),
      required: false,
    }),
    money: (about?: string, bounds?: MoneyBounds) =>
      make(
        () => amount(bounds),
        about,
        asIs,
        (value) => noZero(value.replace(/^(-?)0+(?=\d)/, '$1')),
      ),
    percent: (about = 'Percent, such as "19"') => make(percent, about, asIs, decimal),
    date: (about = 'YYYY-MM-DD') => make(day, about, asIs),
    /** A date that WHMCS reads in the format the installation shows dates in. */
    localDate: (about = 'YYYY-MM-DD') =>
      make(day, about, (v, n, at) => ({ [n]: localDay(v, at.dateFormat) })),
    moment: (about?: string) =>
      make(
        () =>
          z
            .string({ error: 'must be YYYY-MM-DD HH:mm:ss' })
            .refine(isMoment, 'must be a time that exists, YYYY-MM-DD HH:mm:ss'),
        about,
        (v, n, at) => ({ [n]: wallClock(v, at.timezone) }),
      ),
    email: (about?: string) => make(email, about, asIs, (text) => lowered(text).replace(/\.+$/, '')),
    /** None at all clears the field. */
    emailList: (about?: string) =>
      make(
        () => z.array(email()).max(50),
        about,
        (v, n) => ({ [n]: v.length === 0 ? '' : csv(v) }),
        asSet,
      ),
    ip: (about?: string) =>
      make(() => z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }), about, asIs),
    country: (about = 'Two letters, such as DE') =>
      make(
        () =>
          z
            .string()
            .regex(/^[A-Z]{2}$/, 'must be a two-letter country code, such as "DE"')
            .meta({ [IN_CAPITALS]: true }),
        about,
        asIs,
      ),
    domain: (about?: string) =>
      make(
        () =>
          z
            .string({ error: 'must be a domain name' })
            .max(253, 'must be at most 253 characters')
            // One name has many spellings to the database and to registrars; a rule about it must see the same one.
            .normalize('NFKC')
            .toLowerCase()
            .regex(
              /^(?=.*\.)[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u,
              'must be a domain name such as "example.com"',
            ),
        about,
        asIs,
      ),
    /** A top-level domain, as price lists name it: without the dot in front. Stays here. */
    tld: (about?: string) =>
      make(
        () =>
          z
            .string({ error: 'must be a TLD' })
            .max(63)
            .normalize('NFKC')
            .toLowerCase()
            .transform((text) => text.replace(/^\./, ''))
            .pipe(
              z
                .string()
                .regex(/^[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?$/u, 'must be a TLD such as "com"'),
            ),
        about,
        () => ({}),
      ),
    nameservers: (about?: string) =>
      make(
        () =>
          z
            .array(z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'must be a host name'))
            .min(2, 'must have at least two name servers')
            .max(5, 'must have at most five name servers'),
        about,
        (v) => Object.fromEntries(v.map((host, i) => [`ns${i + 1}`, host])),
        asSet,
      ),
    /** Rows `{id, value}`, or an object of them; WHMCS takes it as base64 of PHP's serialize(). */
    customFields: (about?: string) =>
      make(
        () => openMap('id', /^[1-9]\d{0,9}$/, 'must be a custom field id'),
        about,
        (v, n) => ({
          [n]: serialized(v),
        }),
      ),
    /** Rows `{name, value}`, or an object of them. */
    variables: (about?: string) =>
      make(
        () => openMap('name', /^[A-Za-z_]\w{0,63}$/, 'must be a variable name'),
        about,
        (v, n) => ({
          [n]: serialized(v),
        }),
      ),
    attachments: (about = 'data: base64, 24 MB in all') =>
      make(attachmentList, about, (v, n) => ({ [n]: json64(v) })),
    /** Named switches that travel as `name[key]`. */
    flags: (keys: readonly string[], about?: string) =>
      make(
        () => z.strictObject(Object.fromEntries(keys.map((key) => [key, flag().optional()]))),
        about,
        asIs,
      ),
    /** Rows of an own shape, with their own way onto the wire. */
    rows: <T>(
      schema: () => z.ZodType<T>,
      about: string | undefined,
      encode: (rows: T[], name: string) => Params,
    ) => make(() => z.array(schema()).min(1, NOT_EMPTY).max(200), about, encode),
  };
}

const described = (schema: () => z.ZodType, about: string | undefined) =>
  about === undefined ? once(schema) : once(() => schema().describe(about));

const optional = (schema: () => z.ZodType) => once(() => schema().optional());

const making =
  (required: boolean): Make =>
  (schema, about, encode, same) => ({
    schema: required ? described(schema, about) : optional(described(schema, about)),
    required,
    encode: encode as Arg['encode'],
    ...(same === undefined ? {} : { same: same as NonNullable<Arg['same']> }),
  });

/** Arguments that a call must have. */
export const need = kinds(making(true));

/** Arguments that a call may leave out; what is left out does not travel. */
export const may = kinds(making(false));

/** Says what sets an argument to nothing where no value of its own does. */
export const emptiedBy = (what: string, arg: Arg): Arg => ({ ...arg, emptiedBy: what });

/** Marks an argument that holds a credential. */
export const secret = (arg: Arg): Arg => ({ ...arg, secret: true });

/** An argument that is filled in here when the caller leaves it out. */
export function filledIn(arg: Arg, otherwise: (at: Installation, values: Values) => unknown): Arg {
  return { ...arg, schema: optional(arg.schema), required: false, otherwise };
}

/** An argument that WHMCS does not have: it is used here and does not travel. */
export const unsent = (arg: Arg): Arg => ({ ...arg, encode: () => ({}) });

/** The same, of a shape of its own. */
export function local(schema: () => z.ZodType, about?: string): Arg {
  return { schema: optional(described(schema, about)), required: false, encode: () => ({}) };
}

export const line = {
  id,
  text: once(() => filledText(65_535)),
  money: (bounds?: MoneyBounds) => amount(bounds),
  flag,
  percent,
};
