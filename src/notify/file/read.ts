import { dirname, resolve } from 'node:path';
import { Secret } from '../../config/index.js';
import { isObject } from '../../json/index.js';
import { exposureOf } from '../../machine/index.js';
import { didYouMean } from '../../spelling.js';
import { readWholeFile, whyNot } from '../../system/index.js';
import type { ChannelKind, Field } from '../channels/channel.js';
import { KINDS } from '../channels/table.js';
import { DETAILS, type Detail } from '../message.js';
import { type Path, PlacedJson } from './places.js';
import type { NamedChannel, NotifySettings, Step } from './settings.js';

/** What was read, or every problem at once, with its line. No problem holds a value that is secret. */
export type NotifyRead = NotifySettings | { readonly problems: readonly string[] };

type Variables = Readonly<Record<string, string | undefined>>;
type Entry = Readonly<Record<string, unknown>>;

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const MOST_BYTES = 100_000;
const MOST_CHANNELS = 20;
const MOST_STEPS = 10;
const MOST_MINUTES = 1_440;
/** Shorter ones stand in too many texts to be kept out of them. */
const LEAST_SECRET = 6;

const OF_ALL = ['type', 'detail', 'settled'];

class Reader {
  readonly secrets: string[] = [];

  constructor(
    private readonly path: string,
    private readonly json: PlacedJson,
    private readonly variables: Variables,
  ) {}

  private unknownKeys(at: Path, entry: Entry, known: readonly string[]): void {
    for (const key of Object.keys(entry)) {
      if (known.includes(key)) continue;
      const isSecret = known.includes(`${key}_env`);
      this.json.fail(
        [...at, key],
        isSecret
          ? `is secret and does not stand in this file: name a variable with ${key}_env, or a file with ${key}_file`
          : `is unknown.${didYouMean(key, known)} There are: ${known.join(', ')}`,
      );
    }
  }

  private detail(at: Path, value: unknown, otherwise: Detail): Detail {
    if (value === undefined) return otherwise;
    const known = DETAILS.find((one) => one === value);
    if (known === undefined) this.json.fail(at, `must be one of ${DETAILS.join(', ')}`);
    return known ?? otherwise;
  }

  private secret(at: Path, key: string, { about, isOptional }: Field, entry: Entry): string | undefined {
    const [variable, file] = [entry[`${key}_env`], entry[`${key}_file`]];
    if (variable !== undefined && file !== undefined)
      return this.json.fail(at, `takes one of ${key}_env and ${key}_file, not both`);
    if (variable !== undefined) {
      const place = [...at, `${key}_env`];
      if (typeof variable !== 'string' || !VARIABLE.test(variable))
        return this.json.fail(place, 'must be the name of an environment variable');
      return this.variables[variable] || this.json.fail(place, `names ${variable}, which is not set`);
    }
    if (file !== undefined) return this.secretIn([...at, `${key}_file`], file);
    if (!isOptional) this.json.fail(at, `lacks ${key}_env or ${key}_file, which says where to find ${about}`);
    return undefined;
  }

  private secretIn(at: Path, file: unknown): string | undefined {
    if (typeof file !== 'string' || file === '') return this.json.fail(at, 'must be the path of a file');
    try {
      const path = resolve(dirname(this.path), file);
      const text = readWholeFile(path, MOST_BYTES).toString('utf8').trim();
      return text === '' || text.includes('\n') ? this.json.fail(at, 'must hold one line alone') : text;
    } catch (error) {
      return this.json.fail(at, `names a file that can't be read (${whyNot(error)})`);
    }
  }

  private open(at: Path, key: string, field: Field, entry: Entry): string | undefined {
    const value = entry[key];
    if (value === undefined) {
      if (!field.isOptional) this.json.fail(at, `lacks "${key}": ${field.about}`);
      return undefined;
    }
    if (field.kind === 'list' && Array.isArray(value)) {
      const texts = value.filter((one) => typeof one === 'string' && one !== '' && !one.includes(','));
      if (texts.length === value.length && texts.length > 0) return texts.join(',');
    }
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && text.trim() !== '') return text.trim();
    const wanted = field.kind === 'list' ? 'a text or a list of texts' : 'a text';
    return this.json.fail([...at, key], `must be ${wanted}`);
  }

  private values(at: Path, { fields }: ChannelKind, entry: Entry): Record<string, Secret> {
    const values: Record<string, Secret> = {};
    for (const [key, field] of Object.entries(fields)) {
      const isSecret = field.kind === 'secret';
      const value = isSecret ? this.secret(at, key, field, entry) : this.open(at, key, field, entry);
      if (value === undefined) continue;
      const wrong = field.wrong?.(value);
      const place = isSecret ? `${key}_${entry[`${key}_env`] === undefined ? 'file' : 'env'}` : key;
      if (wrong !== undefined) this.json.fail([...at, place], `names ${field.about}, which ${wrong}`);
      if (isSecret && value.length >= LEAST_SECRET) this.secrets.push(value);
      values[key] = new Secret(field.kind === 'address' ? value.replace(/\/+$/, '') : value);
    }
    return values;
  }

  private channel(name: string, value: unknown, detail: Detail): NamedChannel | undefined {
    const at = ['channels', name];
    if (!NAME.test(name))
      return this.json.fail(at, 'must be named with 1 to 40 small letters, digits and dashes');
    if (!isObject(value)) return this.json.fail(at, 'must be an object');
    const types = KINDS.map(({ type }) => type);
    const kind = KINDS.find(({ type }) => type === value.type);
    if (kind === undefined) {
      const guess = typeof value.type === 'string' ? didYouMean(value.type, types) : '';
      return this.json.fail([...at, 'type'], `must be one of ${types.join(', ')}.${guess}`);
    }
    const own = Object.entries(kind.fields).flatMap(([key, field]) =>
      field.kind === 'secret' ? [`${key}_env`, `${key}_file`] : [key],
    );
    this.unknownKeys(at, value, [...OF_ALL, ...own]);
    const { settled = false } = value;
    if (typeof settled !== 'boolean') this.json.fail([...at, 'settled'], 'must be true or false');
    return {
      name,
      type: kind.type,
      detail: this.detail([...at, 'detail'], value.detail, detail),
      settled: settled === true,
      values: this.values(at, kind, value),
    };
  }

  private step(index: number, value: unknown, names: readonly string[]): Step | undefined {
    const at = ['escalation', index];
    if (!isObject(value)) return this.json.fail(at, 'must be an object');
    this.unknownKeys(at, value, ['after_minutes', 'tell']);
    const { after_minutes: after, tell } = value;
    if (typeof after !== 'number' || !(after >= 0 && after <= MOST_MINUTES))
      return this.json.fail([...at, 'after_minutes'], `must be a number from 0 to ${MOST_MINUTES}`);
    if (!Array.isArray(tell) || tell.length === 0)
      return this.json.fail([...at, 'tell'], 'must be a list of channels');
    for (const [place, name] of tell.entries()) {
      if (names.includes(name)) continue;
      this.json.fail([...at, 'tell', place], `is no channel of this file.${didYouMean(String(name), names)}`);
    }
    return { afterMs: after * 60_000, tell: [...new Set<string>(tell)] };
  }

  private steps(value: unknown, names: readonly string[]): Step[] {
    if (value === undefined) return [{ afterMs: 0, tell: names }];
    if (!Array.isArray(value) || value.length === 0 || value.length > MOST_STEPS) {
      this.json.fail(['escalation'], `must be a list of 1 to ${MOST_STEPS} steps`);
      return [];
    }
    const steps = value.flatMap((one, index) => this.step(index, one, names) ?? []);
    if (new Set(steps.map(({ afterMs }) => afterMs)).size < steps.length)
      this.json.fail(['escalation'], 'has two steps after the same time: make one of them');
    return steps.toSorted((one, other) => one.afterMs - other.afterMs);
  }

  settings(value: unknown): NotifySettings | undefined {
    if (!isObject(value)) return this.json.fail([], 'must be an object');
    this.unknownKeys([], value, ['detail', 'channels', 'escalation']);
    const detail = this.detail(['detail'], value.detail, 'kind');
    const { channels } = value;
    const names = isObject(channels) ? Object.keys(channels) : [];
    if (!isObject(channels) || names.length === 0 || names.length > MOST_CHANNELS)
      return this.json.fail(['channels'], `must be an object of 1 to ${MOST_CHANNELS} channels`);
    const read = names.flatMap((name) => this.channel(name, channels[name], detail) ?? []);
    return {
      channels: new Map(read.map((one) => [one.name, one])),
      steps: this.steps(value.escalation, names),
      secrets: this.secrets,
    };
  }
}

/** Reads the file that GUARD_NOTIFY names. Paths in it are taken from its own folder. */
export function readNotify(path: string, variables: Variables): NotifyRead {
  let text: string;
  try {
    text = readWholeFile(path, MOST_BYTES)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
  } catch (error) {
    return { problems: [`${path}: can't be read (${whyNot(error)}); check GUARD_NOTIFY`] };
  }
  const exposed = exposureOf(path);
  if (exposed !== undefined)
    return { problems: [`${path}: others on this machine could have requests told to them. ${exposed}`] };
  const json = new PlacedJson(path, text);
  if (json.problems.length > 0) return json;
  const settings = new Reader(path, json, variables).settings(json.value);
  return settings === undefined || json.problems.length > 0 ? { problems: json.problems } : settings;
}
