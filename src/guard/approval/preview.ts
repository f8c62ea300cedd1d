import { createHash } from 'node:crypto';
import type { Preview } from '../../approvals/index.js';
import type { Ask, Detail, ReadCall, Reads, Scene, Sketch, Tool, Values, View } from '../../catalog/index.js';
import { counted, listed, oneLine, quoted } from '../../prose/index.js';
import { askingOnce, createReads, withContacts } from '../../records/index.js';
import { REPEAT_OF } from '../../terms.js';
import { subjectOf } from '../decision/named-records.js';
import { reachedBy } from '../seen/reach.js';
import { general } from './general-view.js';

export interface PreviewPorts {
  ask: Ask;
  now(): Date;
  /** All that the call does, what the session adds to it as well; by default what the tool tells. */
  effects?(call: ReadCall): Promise<readonly string[]>;
}

const MOST_FACT = 200;

/** A fact as text. Long ones are told apart by a digest: what changes at their end is a change too. */
function fact(value: unknown): string {
  const text = Array.isArray(value)
    ? value.map(fact).join('; ')
    : typeof value === 'boolean'
      ? String(value)
      : oneLine(value);
  if (text.length <= MOST_FACT) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `${text.slice(0, MOST_FACT)}… (${counted(text.length, 'character')}, ${digest})`;
}

const given = <T>(items: readonly (T | undefined)[] = []): T[] => items.filter((item) => item !== undefined);

function snapshotOf(sketch: Sketch, { absent }: Reads): Record<string, string> {
  const known = Object.entries(sketch.snapshot ?? {}).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  return Object.fromEntries([
    ...absent.map(({ kind }) => [kind, 'none']),
    ...known.map(([name, value]) => [name, fact(value)]),
  ]);
}

async function sketched(view: View, scene: Scene): Promise<Sketch> {
  try {
    return await view(scene);
  } catch {
    // A preview that fails says so; it must never be what lets a call pass or keeps a person from deciding.
    scene.reads.lack(`what ${scene.tool.title.toLowerCase()} would change`);
    return general(scene);
  }
}

/** What no call brings back, in the words of the row; where there is an undoing call, the view says what it leaves. */
const rowSays = ({ undo }: Tool): string[] => (typeof undo === 'string' ? [undo] : []);

function repeats(values: Values): string[] {
  const earlier = values[REPEAT_OF];
  return earlier === undefined ? [] : [`It repeats an earlier call on purpose: ${quoted(earlier, 40)}.`];
}

/** All that the call does, for the person to see at one glance; where the record can't be read, all that it may do. */
async function effectsShown(tool: Tool, call: ReadCall, read: PreviewPorts['effects']): Promise<Detail[]> {
  if (tool.risk === 'read') return [];
  const { certain, open } = tool.effects(call.values);
  const effects = await (read ?? tool.readEffects)(call).catch(() => [...certain, ...open]);
  return effects.length === 0 ? [] : [{ label: 'effects', value: effects.join(', ') }];
}

/** Shown of a client's contacts, before they are only counted. */
const MOST_COPIES = 10;

/** The contacts who get copies of a mail, for the person to see. */
async function copiesOf(
  tool: Tool,
  { values, ask, now }: ReadCall,
  reads: Reads,
): Promise<readonly string[] | string> {
  const { certain, open } = tool.effects(values);
  if (![...certain, ...open].includes('mail')) return [];
  // Whose the call is, is what its own view says that it can't read.
  const subject = subjectOf(tool, values, ask, now);
  const concerned = await reachedBy({ tool, values }, { ask, subject }).catch(() => undefined);
  if (concerned === undefined) return [];
  try {
    return (await withContacts(ask, concerned)).contacts ?? [];
  } catch {
    reads.lack('the contacts of the client who get copies');
    return [];
  }
}

function copiesShown(copies: readonly string[] | string): Detail[] {
  const label = 'copies to contacts of the client';
  if (typeof copies === 'string') {
    return [{ label, value: 'not known: the API role of this server may not list contacts (GetContacts)' }];
  }
  if (copies.length === 0) return [];
  const more = copies.length - MOST_COPIES;
  const shown = copies.slice(0, MOST_COPIES).map((address) => quoted(address));
  return [{ label, value: more > 0 ? `${shown.join(', ')} and ${more} more` : listed(shown) }];
}

/**
 * What the call would do, read from WHMCS now. Never rejects: what can't be read is named in `missing`, and what follows
 * from the row and the arguments alone still stands. The same question is put to WHMCS once.
 */
export async function previewOf(tool: Tool, values: Values, ports: PreviewPorts): Promise<Preview> {
  const questions = new Set<string>();
  const askOnce = askingOnce(ports.ask);
  const ask: Ask = (...question) => {
    questions.add(JSON.stringify(question));
    return askOnce(...question);
  };
  const reads = createReads(ask);
  const now = ports.now();
  const scene: Scene = { tool, values, reads, now };
  const sketch = await sketched(tool.preview ?? general, scene);
  const copies = await copiesOf(tool, { values, ask, now }, reads);
  const { unread, absent } = reads;
  return {
    title: sketch.title,
    sentences: [
      ...given(sketch.sentences),
      ...absent.map(({ name }) => `WHMCS has no ${name}.`),
      ...repeats(values),
    ],
    irreversible: [...given(sketch.irreversible), ...rowSays(tool)],
    ...(sketch.gentler === undefined ? {} : { gentler: sketch.gentler }),
    details: [
      ...given(sketch.details),
      ...copiesShown(copies),
      ...(await effectsShown(tool, { values, ask, now }, ports.effects)),
    ],
    snapshot: {
      ...snapshotOf(sketch, reads),
      ...(copies.length === 0 ? {} : { 'mail.copies': fact(copies) }),
    },
    ...(unread.length === 0
      ? {}
      : { missing: `Could not be read in WHMCS: ${listed(unread)}. Whoever decides does so without it.` }),
    reads: questions.size,
  };
}
