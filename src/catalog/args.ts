import { z } from 'zod';
import { csv, json64, type Param, type Params, serialized } from '../whmcs/index.js';
import { type DateFormat, isDay, isMoment, localDay, wallClock } from './dates.js';
import type { Values } from './side-read.js';

/** What an argument needs to know of the installation, and of the moment, to be put into WHMCS's words. */
export interface Installation {
  dateFormat: DateFormat;
  /** IANA name of the time zone that WHMCS runs in. */
  timezone: string;
  /** Username of the administrator whom the agent's ticket replies come from. */
  staff?: string;
  now(): Date;
  /** A fresh password, for what must have one and is never told it. */
  password(): string;
}

export interface Arg {
  schema: z.ZodType;
  /** True where a call without it is refused. */
  required: boolean;
  /** The WHMCS parameters that the value becomes. An argument that stays here becomes none. */
  encode(value: unknown, name: string, at: Installation): Params;
  /** The value as it is told from others: spellings that come to the same are one; undefined if it is as good as none. */
  same?(value: unknown): unknown;
  /** Holds a credential: kept out of logs and records. */
  secret?: true;
  /** What is sent when the argument is left out. */
  otherwise?(at: Installation, values: Values): unknown;
}

type Encode<T> = (value: T, name: string, at: Installation) => Params;
type Make = <T>(
  schema: z.ZodType<T>,
  about: string | undefined,
  encode: Encode<T>,
  same?: (value: T) => unknown,
) => Arg;

const asIs: Encode<Param> = (value, name) => ({ [name]: value });

// PHP's trim() takes NUL for a blank, so a filter of it would filter nothing; half a surrogate pair can't travel as it is.
const carried = (text: string) => !/[\0\p{Cs}]/u.test(text);
const NOT_CARRIED = 'must not hold NUL or half a character';

const filled = (text: string) => text.trim() !== '';
const NOT_EMPTY = 'must not be empty';

const id = z.int({ error: 'must be a whole number' }).min(1, 'must be 1 or more');
const ticketId = z
  .int({
    error: ({ input }) =>
      typeof input === 'string'
        ? 'must be the internal id of the ticket, a whole number. What the customer sees, such as ABC-123456, is its number: whmcs_get_ticket with ticketnum finds the ticket, and its id, by that'
        : 'must be a whole number',
  })
  .min(1, 'must be 1 or more');
const filledText = (max: number) =>
  z
    .string({ error: 'must be text' })
    .max(max, `must be at most ${max} characters`)
    .refine(filled, NOT_EMPTY)
    .refine(carried, NOT_CARRIED);
const flag = z.boolean({ error: 'must be true or false' });
const day = z
  .string({ error: 'must be a date, YYYY-MM-DD' })
  .refine(isDay, 'must be a date that exists, YYYY-MM-DD');
const email = z
  .string({ error: 'must be an e-mail address' })
  .max(254)
  .regex(/^[^\s\p{Cc}\p{Cs}@<>(),;:"\\]+@[^\s\p{Cc}\p{Cs}@<>(),;:"\\]+$/u, 'must be an e-mail address');

const MONEY = /^-?\d{1,12}(\.\d{1,2})?$/;

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

interface MoneyBounds {
  /** 'any' also takes negative amounts, for discount lines. */
  sign?: 'positive' | 'zero' | 'any';
}

/**
 * An amount with at most two decimals, as decimal text. A JSON number is taken at the digits it prints as, so
 * that a sum made in floats (0.1 + 0.2) is refused and not rounded.
 */
export function amount({ sign = 'positive' }: MoneyBounds = {}): z.ZodType<string, string | number> {
  return z
    .union([z.string(), z.number()], { error: 'must be an amount such as "12.50"' })
    .transform((value) => String(value))
    .pipe(z.string().regex(MONEY, 'must be an amount with at most two decimals, such as "12.50"'))
    .transform((text) => {
      const [whole = '0', cents = ''] = text.split('.');
      return `${whole}.${cents.padEnd(2, '0')}`;
    })
    .pipe(
      z
        .string()
        .refine(
          (text) => sign === 'any' || (!text.startsWith('-') && (sign === 'zero' || /[1-9]/.test(text))),
          sign === 'zero' ? 'must not be negative' : 'must be more than zero',
        ),
    );
}

const percent = z
  .union([z.string(), z.number()], { error: 'must be a percentage such as "19" or "8.875"' })
  .transform((value) => String(value))
  .pipe(z.string().regex(/^\d{1,3}(\.\d{1,5})?$/, 'must be a percentage such as "19" or "8.875"'));

const fieldValue = z.union([z.string().max(65_535).refine(carried, NOT_CARRIED), z.int(), z.boolean()], {
  error: 'must be text',
});

const attachment = z.strictObject({
  name: filledText(255).refine((name) => !/[\\/\0]/.test(name), 'must be a file name without a path'),
  data: z.base64('must be base64').max(12_000_000).min(4),
});

function kinds(make: Make) {
  return {
    id: (about?: string) => make(id, about, asIs),
    /** The internal id of a ticket. What customers see of it is another number. */
    ticketId: (about = 'Internal id, as whmcs_get_tickets gives it') => make(ticketId, about, asIs),
    ids: (about?: string) => make(z.array(id).min(1, NOT_EMPTY).max(200), about, asIs),
    idList: (about?: string) =>
      make(z.array(id).min(1, NOT_EMPTY).max(200), about, (v, n) => ({ [n]: csv(v) })),
    int: (bounds: { min: number; max: number }, about?: string) =>
      make(
        z
          .int({ error: 'must be a whole number' })
          .min(bounds.min, `must be ${bounds.min} or more`)
          .max(bounds.max, `must be ${bounds.max} or less`),
        about,
        asIs,
      ),
    /** Text that must say something. */
    text: (about?: string, max = 255) => make(filledText(max), about, asIs),
    /** Text that may be emptied: "" clears the field. */
    clearable: (about?: string, max = 255) =>
      make(z.string({ error: 'must be text' }).max(max).refine(carried, NOT_CARRIED), about, asIs),
    /** Long text, to WHMCS's column size. */
    body: (about?: string) => make(filledText(65_535), about, asIs),
    choice: <const T extends readonly [string, ...string[]]>(values: T, about?: string) =>
      make(z.enum(values, { error: `must be one of: ${values.join(', ')}` }), about, (v, n) => ({
        [n]: String(v),
      })),
    flag: (about?: string) => make(flag, about, asIs),
    /** A flag that means something else when it is left out, so it always travels. */
    alwaysFlag: (about?: string): Arg => ({ ...make(flag.default(false), about, asIs), required: false }),
    money: (about = 'Decimal, such as "12.50"', bounds?: MoneyBounds) =>
      make(amount(bounds), about, asIs, (value) => noZero(value.replace(/^(-?)0+(?=\d)/, '$1'))),
    percent: (about?: string) => make(percent, about, asIs, decimal),
    date: (about?: string) => make(day.meta({ format: 'date' }), about, asIs),
    /** A date that WHMCS reads in the format the installation shows dates in. */
    localDate: (about?: string) =>
      make(day.meta({ format: 'date' }), about, (v, n, at) => ({ [n]: localDay(v, at.dateFormat) })),
    moment: (about?: string) =>
      make(
        z
          .string({ error: 'must be YYYY-MM-DD HH:mm:ss' })
          .refine(isMoment, 'must be a time that exists, YYYY-MM-DD HH:mm:ss'),
        about,
        (v, n, at) => ({ [n]: wallClock(v, at.timezone) }),
      ),
    email: (about?: string) => make(email, about, asIs, lowered),
    /** None at all clears the field. */
    emailList: (about?: string) =>
      make(z.array(email).max(50), about, (v, n) => ({ [n]: v.length === 0 ? '' : csv(v) }), asSet),
    ip: (about?: string) =>
      make(
        z.union([z.ipv4(), z.ipv6()], { error: 'must be an IP address' }).meta({ format: 'ip' }),
        about,
        asIs,
      ),
    country: (about = 'ISO 3166-1 alpha-2') =>
      make(
        z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code in capitals, such as "DE"'),
        about,
        asIs,
      ),
    domain: (about?: string) =>
      make(
        z
          .string({ error: 'must be a domain name' })
          .max(253)
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
        z
          .array(z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/, 'must be a host name'))
          .min(2, 'must have at least two name servers')
          .max(5, 'must have at most five name servers'),
        about,
        (v) => Object.fromEntries(v.map((host, i) => [`ns${i + 1}`, host])),
        asSet,
      ),
    /** `{id: value}`, which WHMCS takes as base64 of PHP's serialize(). */
    customFields: (about = 'Custom field id to value') =>
      make(
        z.record(z.string().regex(/^[1-9]\d{0,9}$/, 'must be a custom field id'), fieldValue),
        about,
        (v, n) => ({ [n]: serialized(v) }),
      ),
    variables: (about?: string) =>
      make(
        z.record(z.string().regex(/^[A-Za-z_]\w{0,63}$/, 'must be a variable name'), fieldValue),
        about,
        (v, n) => ({ [n]: serialized(v) }),
      ),
    attachments: (about = 'data: base64') =>
      make(z.array(attachment).min(1, NOT_EMPTY).max(10), about, (v, n) => ({ [n]: json64(v) })),
    /** Named switches that travel as `name[key]`. */
    flags: (keys: readonly string[], about?: string) =>
      make(z.strictObject(Object.fromEntries(keys.map((key) => [key, flag.optional()]))), about, asIs),
    /** Rows of an own shape, with their own way onto the wire. */
    rows: <T>(schema: z.ZodType<T>, about: string | undefined, encode: (rows: T[], name: string) => Params) =>
      make(z.array(schema).min(1, NOT_EMPTY).max(200), about, encode),
  };
}

const described = (schema: z.ZodType, about: string | undefined) =>
  about === undefined ? schema : schema.describe(about);

/** Arguments that a call must have. */
export const need = kinds((schema, about, encode, same) => ({
  schema: described(schema, about),
  required: true,
  encode: encode as Arg['encode'],
  ...(same === undefined ? {} : { same: same as NonNullable<Arg['same']> }),
}));

/** Arguments that a call may leave out; what is left out does not travel. */
export const may = kinds((schema, about, encode, same) => ({
  schema: described(schema, about).optional(),
  required: false,
  encode: encode as Arg['encode'],
  ...(same === undefined ? {} : { same: same as NonNullable<Arg['same']> }),
}));

/** Marks an argument that holds a credential. */
export function secret(arg: Arg): Arg {
  return { ...arg, secret: true };
}

/** An argument that is filled in here when the caller leaves it out. */
export function filledIn(arg: Arg, otherwise: (at: Installation, values: Values) => unknown): Arg {
  return { ...arg, schema: arg.schema.optional(), required: false, otherwise };
}

/** An argument that is used here and does not travel. */
export function local(schema: z.ZodType, about?: string): Arg {
  return { schema: described(schema, about).optional(), required: false, encode: () => ({}) };
}

export const line = { id, text: filledText(65_535), money: amount, flag, percent };
