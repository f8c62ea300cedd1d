import type { z } from 'zod';
import { nearest } from '../../spelling.js';
import type { JsonPath, Placed, Problem } from './positions.js';

type Issue = z.core.$ZodIssue;

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  definitions?: Record<string, Schema>;
}

/** The keys that may stand at a place, read off the JSON Schema: the same description, in its public form. */
function keysAt(root: Schema, path: JsonPath): string[] {
  const resolve = (schema: Schema): Schema[] => {
    if (schema.$ref !== undefined) {
      const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
      return target === undefined ? [] : resolve(target);
    }
    // `allOf` wraps a reference, to put a description beside it.
    return (schema.anyOf ?? schema.allOf)?.flatMap(resolve) ?? [schema];
  };
  const below = (schema: Schema, part: string | number): Schema[] => {
    if (typeof part === 'number') return schema.items === undefined ? [] : resolve(schema.items);
    const { properties = {}, additionalProperties } = schema;
    if (Object.hasOwn(properties, part)) return resolve(properties[part] ?? {});
    return typeof additionalProperties === 'object' ? resolve(additionalProperties) : [];
  };
  let at = resolve(root);
  for (const part of path) at = at.flatMap((schema) => below(schema, part));
  return at.flatMap((schema) => Object.keys(schema.properties ?? {}));
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? 'text' : `${value}`;
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };

function boundOf(issue: Issue): string | undefined {
  if (issue.code === 'too_small') {
    if (issue.origin === 'number' || issue.origin === 'int') return `must be ${issue.minimum} or more`;
    return issue.minimum === 1
      ? 'must not be empty'
      : `must have at least ${issue.minimum}${UNITS[issue.origin]}`;
  }
  if (issue.code !== 'too_big') return undefined;
  const unit = UNITS[issue.origin];
  return unit === undefined
    ? `must be ${issue.maximum} or less`
    : `must have at most ${issue.maximum}${unit}`;
}

/** Issues of the alternative that was meant: the one of the right kind, such as an object where an object was written. */
function meantOf(errors: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const isOfKind = (issue: Issue) =>
    issue.path.length > 0 || !['invalid_type', 'invalid_value', 'invalid_union'].includes(issue.code);
  return errors.find((issues) => issues.every(isOfKind));
}

/** Turns issues of the grammar into problems with places, in words for an operator. */
export class FaultFinder {
  private made: Schema | undefined;

  /** `most`: how many unknown keys of one object are reported; looking up the nearest spelling of each takes its time. */
  constructor(
    private readonly placed: Placed,
    private readonly schema: () => Record<string, unknown>,
    private readonly most: number,
  ) {}

  problemsOf(issue: Issue, base: JsonPath = []): Problem[] {
    const own = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    const path = [...base, ...own];
    const one = (message: string, suggestion?: string) => [
      this.placed.problem(path, message, { suggestion }),
    ];
    const key = own.at(-1);
    if (issue.input === undefined && typeof key === 'string' && issue.code.startsWith('invalid_')) {
      return one(`"${key}" is missing`);
    }
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.slice(0, this.most).map((key) => this.unknownKey(path, key));
      case 'invalid_union': {
        const meant = meantOf(issue.errors);
        return meant === undefined
          ? one(issue.message)
          : meant.flatMap((inner) => this.problemsOf(inner, path));
      }
      case 'invalid_key':
        return [
          this.placed.problem(path, `"${String(path.at(-1)).slice(0, 100)}" is no name`, { atKey: true }),
        ];
      case 'invalid_type':
        return one(`must be ${KINDS[issue.expected] ?? issue.expected}, not ${kindOf(issue.input)}`);
      case 'invalid_value': {
        if (!issue.message.startsWith('Invalid')) return one(issue.message);
        const values = issue.values.map(String);
        const guess =
          typeof issue.input === 'string' && values.length > 1 ? nearest(issue.input, values) : undefined;
        return one(
          `must be ${values.length === 1 ? '' : 'one of '}${values.map((value) => `"${value}"`).join(', ')}`,
          guess,
        );
      }
      default:
        return one(boundOf(issue) ?? issue.message);
    }
  }

  private unknownKey(path: JsonPath, key: string): Problem {
    // Made once and only for a file with faults: it takes longer than reading the file.
    this.made ??= this.schema();
    const suggestion = nearest(key, keysAt(this.made, path));
    const shown = key.slice(0, 100);
    return this.placed.problem([...path, key], `there is no key "${shown}" here`, {
      suggestion,
      atKey: true,
    });
  }
}
