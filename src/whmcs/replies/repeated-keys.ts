const QUOTE = '"';

const ESCAPE = '\\';

const COLON_CODE = 0x3a;

/**
 * How often a quote stands before a colon: once for each member, and for some texts that begin with a colon. Undefined where a key
 * has an escape: V8 13.6 (Node.js 24) may read it as another key, so that of two that are the same none is lost.
 */
function keysIn(json: string): number | undefined {
  let keys = 0;
  let previous = 0;
  let escapedAt = json.indexOf(ESCAPE);
  for (let at = json.indexOf(QUOTE); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let next = at + 1;
    while (json.charCodeAt(next) <= 0x20) next += 1;
    if (json.charCodeAt(next) === COLON_CODE) {
      // The quote before this one begins the key, or is one of its letters and has its escape before it.
      if (escapedAt !== -1 && escapedAt < previous - 1) escapedAt = json.indexOf(ESCAPE, previous - 1);
      if (escapedAt !== -1 && escapedAt < at) return undefined;
      keys += 1;
    }
    previous = at;
  }
  return keys;
}

/**
 * Whether an object anywhere in a valid JSON text has the same key twice, of which `JSON.parse` keeps one silently.
 *
 * @param parsed how many members the objects have that were parsed from it: as many as keys stand in it, and none was lost
 */
export function hasRepeatedKey(json: string, parsed: number): boolean {
  return keysIn(json) !== parsed && findsRepeatedKey(json);
}

function findsRepeatedKey(json: string): boolean {
  /** The keys so far of each object that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let keyNext = false;
  for (let at = 0; at < json.length; at += 1) {
    switch (json[at]) {
      case '{':
        open.push(new Set());
        keyNext = true;
        break;
      case '[':
        open.push(undefined);
        keyNext = false;
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case ',':
        keyNext = open.at(-1) !== undefined;
        break;
      case QUOTE: {
        const end = endOfString(json, at);
        const keys = open.at(-1);
        if (keyNext && keys !== undefined) {
          const raw = json.slice(at + 1, end);
          // The same key in two spellings, such as an escaped letter, is the same key.
          const key: string = raw.includes('\\') ? JSON.parse(`"${raw}"`) : raw;
          if (keys.has(key)) return true;
          keys.add(key);
        }
        keyNext = false;
        at = end;
        break;
      }
    }
  }
  return false;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(json: string, start: number): number {
  for (let at = json.indexOf(QUOTE, start + 1); at !== -1; at = json.indexOf(QUOTE, at + 1)) {
    let escapes = at;
    while (json[escapes - 1] === '\\') escapes -= 1;
    if ((at - escapes) % 2 === 0) return at;
  }
  return json.length;
}
