import { z } from 'zod';
import { isObject } from '../../json/index.js';
import { IN_CAPITALS } from './values.js';

/** The arguments of a tool as MCP lists them. */
export interface InputSchema {
  type: 'object';
  [key: string]: unknown;
}

/** Left out: what costs an agent context and tells it nothing, and what some provider of models refuses. */
const LEFT_OUT = new Set([
  IN_CAPITALS,
  '$schema',
  'propertyNames',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'contentEncoding',
  'default',
  'format',
]);

/** An object with open keys as the list of rows that stands for it: no provider's strict mode takes open keys. */
function rows(by: string): Record<string, unknown> {
  return {
    type: 'array',
    items: {
      type: 'object',
      properties: { [by]: { type: by === 'id' ? 'integer' : 'string' }, value: { type: 'string' } },
      required: [by, 'value'],
      additionalProperties: false,
    },
  };
}

const MOST_OF_ANYTHING = 10_000_000;

/** Bounds that nobody would pass: an id is 1 or more, no list has millions of pages, and one that is given has something in it. */
function saysNothing(key: string, value: unknown): boolean {
  if (key === 'maximum') return Number(value) >= MOST_OF_ANYTHING;
  return (key === 'minimum' || key === 'minItems') && (value === 0 || value === 1);
}

/** Each value has one type: lists of types and unions are refused by clients that read them as one word. */
function lean(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(lean);
  if (!isObject(schema)) return schema;
  const { rowsBy, anyOf, ...rest } = schema;
  if (typeof rowsBy === 'string') {
    const { description } = rest;
    return { ...rows(rowsBy), ...(description === undefined ? {} : { description }) };
  }
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (LEFT_OUT.has(key)) continue;
    if (saysNothing(key, value)) continue;
    out[key] = key === 'properties' ? leanEach(value) : lean(value);
  }
  // What is taken as text or as a number is asked for as text: it holds every amount exactly.
  if (anyOf !== undefined || Array.isArray(out.type)) out.type = 'string';
  return out;
}

/** The names below `properties` are arguments, not words of JSON Schema. */
function leanEach(properties: unknown): unknown {
  if (!isObject(properties)) return properties;
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, lean(schema)]));
}

/** The published schema: an object that refuses unknown keys, in the words that all providers of models take. */
export function inputSchemaOf(schema: z.ZodObject): InputSchema {
  return lean(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })) as InputSchema;
}
