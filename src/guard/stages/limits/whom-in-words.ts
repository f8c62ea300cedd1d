const WHOM: readonly (readonly [RegExp, string])[] = [
  [/^grant:(.*)$/, 'caller $1'],
  [/^client:(.*)$/, 'client $1'],
  [/^install$/, 'everyone'],
];

/** Whom a counter counts for: `caller local`, `client 12`, `everyone`. */
export function whomInWords(key: string): string {
  for (const [pattern, words] of WHOM) if (pattern.test(key)) return key.replace(pattern, words);
  return key;
}
