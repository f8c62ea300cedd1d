import { createHash } from 'node:crypto';
import type { Preview } from '../../approvals/index.js';
import type { Ask, Detail, ReadCall, Reads, Scene, Sketch, Tool, Values, View } from '../../catalog/index.js';
import { counted, listed, oneLine, quoted } from '../../prose/index.js';
import { askingOnce, createReads } from '../../records/index.js';
import { REPEAT_OF } from '../../terms.js';
import { general } from './general-view.js';

export interface PreviewPorts {
  ask: Ask;
  now(): Date;
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
async function effectsShown(tool: Tool, call: ReadCall): Promise<Detail[]> {
  if (tool.risk === 'read') return [];
  const { certain, open } = tool.effects(call.values);
  const effects = await tool.readEffects(call).catch(() => [...certain, ...open]);
  return effects.length === 0 ? [] : [{ label: 'effects', value: effects.join(', ') }];
}

/**
 * What the call would do, read from WHMCS now. Never rejects: what can't be read is named in `missing`, and what follows
 * from the row and the arguments alone still stands. The same question is put to WHMCS once.
 */
export async function previewOf(tool: Tool, values: Values, ports: PreviewPorts): Promise<Preview> {
  const ask = askingOnce(ports.ask);
  const reads = createReads(ask);
  const now = ports.now();
  const scene: Scene = { tool, values, reads, now };
  const sketch = await sketched(tool.preview ?? general, scene);
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
    details: [...given(sketch.details), ...(await effectsShown(tool, { values, ask, now }))],
    snapshot: snapshotOf(sketch, reads),
    ...(unread.length === 0
      ? {}
      : { missing: `Could not be read in WHMCS: ${listed(unread)}. Whoever decides does so without it.` }),
    reads: reads.count,
  };
}
