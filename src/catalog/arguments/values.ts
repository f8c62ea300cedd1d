import { z } from 'zod';
import { once } from '../../once.js';
import { isDay } from '../dates.js';

// What the values of arguments are checked against, each with the words that refuse it. A schema is made when something is
// first checked by it: that takes longer than all else that a start does.

// PHP's trim() takes NUL for a blank, so a filter of it would filter nothing; half a surrogate pair can't travel as it is.
export const carried = (text: string) => !/[\0\p{Cs}]/u.test(text);
export const NOT_CARRIED = 'must not hold NUL or half a character';

/** Marks a schema whose texts are in capitals: small letters mean the same. It is published nowhere. */
export const IN_CAPITALS = 'inCapitals';

const filled = (text: string) => text.trim() !== '';
export const NOT_EMPTY = 'must not be empty';

export const id = once(() => z.int().min(1, 'must be 1 or more'));
export const ticketId = once(() =>
  z
    .int({
      error: ({ input }) =>
        typeof input === 'string'
          ? 'must be the internal id of the ticket, a whole number. What the customer sees, such as ABC-123456, is its number: whmcs_get_ticket with ticketnum finds the ticket, and its id, by that'
          : 'must be a whole number',
    })
    .min(1, 'must be 1 or more'),
);
export const filledText = (max: number) =>
  z
    .string()
    .max(max, `must be at most ${max} characters`)
    .refine(filled, NOT_EMPTY)
    .refine(carried, NOT_CARRIED);
export const flag = once(() => z.boolean());
export const day = once(() =>
  z.string({ error: 'must be a date, YYYY-MM-DD' }).refine(isDay, 'must be a date that exists, YYYY-MM-DD'),
);
export const email = once(() =>
  z
    .string({ error: 'must be an e-mail address' })
    .max(254, 'must be at most 254 characters')
    .regex(
      /^[^\s\p{Cc}\p{Cf}\p{Cs}@<>(),;:"\\]+@[^\s\p{Cc}\p{Cf}\p{Cs}@<>(),;:"\\]+$/u,
      'must be an e-mail address, without signs that nobody sees',
    ),
);

const MONEY = /^-?\d{1,12}(\.\d{1,2})?$/;

export interface MoneyBounds {
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

export const percent = once(() =>
  z
    .union([z.string(), z.number()], { error: 'must be a percentage such as "19" or "8.875"' })
    .transform((value) => String(value))
    .pipe(z.string().regex(/^\d{1,3}(\.\d{1,5})?$/, 'must be a percentage such as "19" or "8.875"')),
);

const fieldValue = once(() =>
  z.union([z.string().max(65_535).refine(carried, NOT_CARRIED), z.int(), z.boolean()], {
    error: 'must be text of at most 65,535 characters',
  }),
);

/** Values under names that the installation gives; published as rows with the name in `rowsBy`. */
export const openMap = (rowsBy: 'id' | 'name', name: RegExp, wrong: string) =>
  z
    .record(z.string().regex(name, wrong), fieldValue(), {
      error: `must be a list of {${rowsBy}, value}, each ${rowsBy} once`,
    })
    .meta({ rowsBy });

/** As its decoder would write it again; a pattern runs out of stack on a few million characters. */
const isBase64 = (text: string) => Buffer.from(text, 'base64').toString('base64') === text;

/** What a frame of the protocol can bring with the rest of a call. */
const MOST_ATTACHED = 24_000_000;

const attachment = once(() =>
  z.strictObject({
    name: filledText(255).refine((name) => !/[\\/\0]/.test(name), 'must be a file name without a path'),
    data: z
      .string({ error: 'must be base64' })
      .min(1, { error: NOT_EMPTY, abort: true })
      .max(12_000_000, { error: 'must be at most 12,000,000 characters', abort: true })
      .refine(isBase64, 'must be base64'),
  }),
);

export const attachmentList = once(() =>
  z
    .array(attachment())
    .min(1, NOT_EMPTY)
    .max(10)
    .refine(
      (all) => all.reduce((sum, { data }) => sum + data.length, 0) <= MOST_ATTACHED,
      'must come to at most 24,000,000 characters of data in all',
    ),
);
