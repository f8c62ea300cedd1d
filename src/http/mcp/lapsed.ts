import type { Known } from './gate.js';

/** What stands open for a caller, and what the caller showed for it last. */
interface OpenFor {
  readonly known: Known;
}

/** How often those who have something open are asked again whether they still are who they were. */
export const LOOK_MS = 1_000;

/** Two callers of one name are one only with the same rights: what is open goes on with those that it began with. */
export const keyOf = ({ caller: { name, grant } }: Pick<Known, 'caller'>): string =>
  JSON.stringify([name, grant ?? null]);

/** Goes through what is open and finds what nobody could open now. Each proof is looked up once. */
export async function* lapsed<Open extends OpenFor>(open: Iterable<Open>): AsyncGenerator<Open> {
  const answers = new Map<string, boolean>();
  for (const one of [...open]) {
    const { known } = one;
    const key = `${keyOf(known)} ${known.proof}`;
    const holds = answers.get(key) ?? (await known.stillIs());
    answers.set(key, holds);
    // Its caller may have shown another proof meanwhile.
    if (!holds && one.known === known) yield one;
  }
}
