/** Longer names are rare, and would let one reply fill the memory. */
const MAX_LENGTH = 100;
const MAX_NAMES = 2_000;

/**
 * Remembers what was made of a name, since the same names come with every record. Holds twice as many names as are given,
 * 4,000 if none, of which those that were not asked for lately are forgotten: whatever comes often stays, however many
 * others come between.
 */
export function memoizedByName<T>(
  make: (name: string) => T,
  { longest = MAX_LENGTH, most = MAX_NAMES } = {},
): (name: string) => T {
  let recent = new Map<string, T>();
  let older = new Map<string, T>();
  return (name) => {
    const known = recent.get(name);
    if (known !== undefined) return known;
    const made = older.get(name) ?? make(name);
    if (name.length > longest) return made;
    if (recent.size >= most) [older, recent] = [recent, new Map()];
    recent.set(name, made);
    return made;
  };
}
