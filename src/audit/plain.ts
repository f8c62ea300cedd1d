const PLAIN = /^[\x20-\x7e]*$/;
/** What takes no room on a screen, or turns around what stands beside it. */
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const BREAKS = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu;
const BROKEN = /\p{Cs}/gu;

/** Text of others on one line, with nothing in it that a reader can't see or that a terminal would obey. */
export function plain(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  return text.replace(UNSEEN, '').replace(BROKEN, '\uFFFD').replace(BREAKS, ' ').trim();
}

const HIDDEN = /[\p{Cf}\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A value as JSON on one line, with what can't be seen written out: nobody must take one value for another. */
export function exact(value: unknown): string {
  const json = JSON.stringify(value) ?? '';
  if (PLAIN.test(json)) return json;
  return json.replace(HIDDEN, (one) =>
    [...Array(one.length).keys()]
      .map((unit) => `\\u${one.charCodeAt(unit).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
