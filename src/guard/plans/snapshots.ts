/** Facts of each line that a person saw, in the one list of a request: `3 invoice.status`. */
export const nameInPlan = (line: number, fact: string): string => `${line} ${fact}`;

/** Those of one line, by their own names. */
export function factsOfLine(
  all: Readonly<Record<string, string>> | null,
  line: number,
): Readonly<Record<string, string>> {
  const start = nameInPlan(line, '');
  const own = Object.entries(all ?? {}).filter(([name]) => name.startsWith(start));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(start.length), value]));
}
