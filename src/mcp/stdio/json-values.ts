const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What stands before each value but the outermost: a comma, a colon, a bracket or a brace. */
const BEFORE_VALUES: ReadonlySet<number> = new Set([0x2c, 0x3a, 0x5b, 0x7b]);

/** Where a string ends that begins there. Long ones are passed over at once. */
function endOfString(bytes: Buffer, start: number): number {
  let end = start;
  for (;;) {
    end = bytes.indexOf(QUOTE, end + 1);
    if (end === -1) return bytes.length;
    let slashes = 0;
    while (bytes[end - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return end;
  }
}

/**
 * Whether JSON holds more values and names than that. To read a million small ones takes seconds, in which nobody else is
 * answered; how many there are is told without reading them.
 */
export function holdsMore(bytes: Buffer, most: number): boolean {
  if (bytes.length <= most) return false;
  let values = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (BEFORE_VALUES.has(byte)) {
      values += 1;
      if (values > most) return true;
    }
  }
  return false;
}
