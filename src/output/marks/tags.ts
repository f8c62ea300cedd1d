/** Anything that looks like the start of a tag of ours, with any sign that looks like its bracket. */
const LOOKALIKE_TAG = /[<＜﹤‹〈⟨](?=[\s/]{0,40}untrusted)/giu;

/** A text that can't be taken to close a tag, or to open one. */
const neutralized = (text: string) => text.replace(LOOKALIKE_TAG, '(');

const cutNote = (missing: number) => `… cut, ${missing} more characters`;
const CUT_NOTE = /… cut, (\d{1,9}) more characters$/;

/** The first `max` characters, without half a surrogate pair at the end. */
function beginning(text: string, max: number): string {
  return text.slice(0, /[\ud800-\udbff]/.test(text.charAt(max - 1)) ? max - 1 : max);
}

/** A text of the operator's, shortened: it gets no tag, and can't look like one. */
export function untaggedText(text: string, max: number): string {
  const safe = neutralized(text);
  if (safe.length <= max) return safe;
  const shown = beginning(safe, max);
  return shown + cutNote(safe.length - shown.length);
}

/** A text between tags of which only this reply knows the id; a note about its length stands outside of them. */
export function taggedText(text: string, id: string, max: number): string {
  const safe = neutralized(text);
  const shown = safe.length <= max ? safe : beginning(safe, max);
  const note = shown.length < safe.length ? cutNote(safe.length - shown.length) : '';
  return `<untrusted-${id}>${shown}</untrusted-${id}>${note}`;
}

/** Shortens a text of a marked result further; its tags stay. */
export function shortenMarked(text: string, id: string, max: number): string {
  const note = CUT_NOTE.exec(text);
  const alreadyMissing = Number(note?.[1] ?? 0);
  const body = note === null ? text : text.slice(0, note.index);
  const [open, close] = [`<untrusted-${id}>`, `</untrusted-${id}>`];
  const isTagged = body.startsWith(open) && body.endsWith(close);
  const inner = isTagged ? body.slice(open.length, -close.length) : body;
  if (inner.length <= max) return text;
  const shown = beginning(inner, max);
  const missing = cutNote(alreadyMissing + inner.length - shown.length);
  return isTagged ? `${open}${shown}${close}${missing}` : `${shown}${missing}`;
}
