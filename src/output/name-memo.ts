/** Longer names are rare, and would let one reply fill the memory. */
const MAX_LENGTH = 100;
const MAX_NAMES = 2_000;

/**
 * Remembers what was made of a name, since the same names come with every record. Holds at most 2,000 names and starts
 * anew when they are reached.
 */
export function memoizedByName<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = make(name);
    if (name.length > MAX_LENGTH) return made;
    if (known.size >= MAX_NAMES) known.clear();
    known.set(name, made);
    return made;
  };
}
