/** `1 service`, `2 services`, `no services`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  if (count === 0) return `no ${many}`;
  return count === 1 ? `1 ${one}` : `${count} ${many}`;
}

const MOST_NAMED = 5;
/** Characters: with what stands around it, a list then still is one line that is not cut where it is shown. */
const ROOM = 300;

/** `a, b and c`; what is too much for a line that is read at a glance is counted. */
export function listed(items: readonly string[], most = MOST_NAMED): string {
  let room = ROOM;
  const shown = items.slice(0, most).filter((item, index) => {
    room -= item.length;
    return index === 0 || room >= 0;
  });
  const left = items.length - shown.length;
  const parts = left > 0 ? [...shown, `${left} more`] : shown;
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** The parts that are there, with `between` among them. */
export function joined(between: string, ...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(between);
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const MAIL_STAYS = 'A mail that was sent is not called back.';

/** The sentence where it applies. */
export const where = (applies: boolean | undefined, sentence: string): string | undefined =>
  applies === true ? sentence : undefined;
