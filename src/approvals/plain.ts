/** What takes no room on a screen, or turns around what stands beside it. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const BROKEN = /\p{Cs}/gu;

function cut(text: string, most: number): string {
  const characters = [...text];
  const more = characters.length - most;
  if (more <= 0) return text;
  return `${characters.slice(0, most).join('')}… (${more} more character${more === 1 ? '' : 's'})`;
}

/** Text of others on one line, with nothing in it that a reader can't see; cut where it is too long, saying so. */
export function plain(text: string, most: number): string {
  return cut(text.replace(UNSEEN, '').replace(BROKEN, '\uFFFD').replace(BREAKS, ' ').trim(), most);
}

/**
 * A value exactly as it will be sent, as JSON on one line. What can't be seen is written out instead of left out:
 * whoever approves must not take one value for another.
 */
export function exact(value: unknown, most: number): string {
  const json = JSON.stringify(value) ?? 'null';
  const escaped = json.replace(
    /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu,
    (one) =>
      [...Array(one.length).keys()]
        .map((unit) => `\\u${one.charCodeAt(unit).toString(16).padStart(4, '0')}`)
        .join(''),
  );
  return cut(escaped, most);
}
