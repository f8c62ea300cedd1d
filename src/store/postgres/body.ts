/**
 * A text in a body, by its path. Escapes that jsonb knows no character for are taken out first: NUL, and halves of a
 * pair. Pairs go with them, because telling halves from pairs takes more than a pattern can.
 */
export function inBody(column: string, path: readonly string[]): string {
  const readable = String.raw`CASE WHEN strpos(${column}, '\u') = 0 THEN ${column} ELSE regexp_replace(
    ${column}, '(?<!\\)((?:\\\\)*)\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\1?', 'g') END`;
  return `((${readable})::jsonb #>> '{${path.join(',')}}')`;
}

/** A text as `inBody` finds it. */
export const searched = (text: string): string => text.replace(/[\0\ud800-\udfff]/g, '?');
