// Replies are large and mostly stay as they are: a change that a value does not need must not cost a copy of it.

type Members = Record<string, unknown>;

/** The object with each member changed; the object itself where that changes none. */
export function mapMembers<T extends object>(object: T, change: (value: unknown, key: string) => unknown): T {
  let copy: Members | undefined;
  for (const key in object) {
    const value: unknown = object[key];
    const after = change(value, key);
    if (after === value) continue;
    copy ??= { ...object } as Members;
    // An assignment would make `__proto__` the prototype.
    if (key === '__proto__') Object.defineProperty(copy, key, { value: after });
    else copy[key] = after;
  }
  return (copy ?? object) as T;
}

/** The list with each item changed; the list itself where that changes none. */
export function mapItems(list: readonly unknown[], change: (item: unknown) => unknown): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const after = change(list[at]);
    if (after === list[at]) continue;
    copy ??= [...list];
    copy[at] = after;
  }
  return copy ?? list;
}

/**
 * The object with each name changed; the object itself where that changes none. Of two names that become one the later
 * gets a `_` behind it: neither value may hide the other.
 */
export function renameMembers<T extends object>(object: T, rename: (name: string) => string): T {
  let isSame = true;
  for (const key in object) isSame &&= rename(key) === key;
  if (isSame) return object;
  const renamed = new Map<string, unknown>();
  for (const [key, value] of Object.entries(object)) {
    let name = rename(key);
    while (renamed.has(name)) name += '_';
    renamed.set(name, value);
  }
  return Object.fromEntries(renamed) as T;
}
