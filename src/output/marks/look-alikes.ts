/**
 * Letters that look like a letter from a to z, by that letter: those of Unicode's table of confusables (UTS #39) that are
 * one letter of a script people write names in and that NFKC leaves as they are; small capitals and letters with a
 * stroke beside them. A table of ours, since libraries carry the whole table (6,000 entries, digits and signs among them)
 * and none folds to the plain letter alone.
 */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  a: 'ɑαаΑАᎪᗅꓮᴀ',
  b: 'ƄЬᏏᖯꞴΒВᏴᗷꓐʙв',
  c: 'ᴄⲥсꮯⲤСᏟꓚ',
  d: 'ԁᏧᑯꓒᎠᗞᗪꓓᴅđĐ',
  e: 'ꬲеҽΕЕᎬꓰᴇε',
  f: 'ꬵꞙẝքꞘϜᖴꓝꜰ',
  g: 'ɡᶃƍցԌᏀᏳꓖɢ',
  h: 'һհᏂΗⲎНᎻᕼꓧʜħĦн',
  i: 'ıɪɩιіꙇӏꭵᎥƖΙⲒІӀꓲ',
  j: 'ϳјꞲͿЈᎫᒍꓙᴊ',
  k: 'ΚⲔКᏦꓗᴋκк',
  l: 'ǀⳐᏞᒪꓡʟłŁ',
  m: 'ΜϺⲘМᎷᗰꓟᴍм',
  n: 'ոռΝⲚꓠɴηп',
  o: 'ᴏᴑꬽοσⲟоօΟⲞОՕꓳøØ',
  p: 'ρⲣрΡⲢРᏢᑭꓑᴘ',
  q: 'ԛգզ',
  r: 'ꭇꭈᴦⲅгꮁƦᎡᏒᖇꓣʀ',
  s: 'ꜱƽѕꮪЅՏᏕᏚꓢ',
  t: 'ΤⲦТᎢꓔᴛŧŦτт',
  u: 'ꞟᴜꭎꭒʋυսՍᑌꓴ',
  v: 'ᴠνѵꮩѴᏙᐯꓦ',
  w: 'ɯᴡѡԝաꮃԜᎳᏔꓪω',
  x: 'хᕁᕽꞳΧⲬХꓫχ',
  y: 'ɣᶌʏỿꭚγуүΥⲨУҮᎩᎽꓬ',
  z: 'ᴢꮓΖᏃꓜ',
};

const PLAIN_LETTER: ReadonlyMap<string, string> = new Map(
  Object.entries(LOOK_ALIKES).flatMap(([letter, others]) =>
    [...others].map((other): [string, string] => [other, letter]),
  ),
);

const ASCII = /^[\x20-\x7e]*$/;
const OTHERS = /[^ -~]/gu;

/**
 * A text as it looks, in small letters from a to z where a letter looks like one: full-width, mathematical, Cyrillic,
 * Greek and accented letters become the plain one. For looking words up, never for showing.
 */
export function asItLooks(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(OTHERS, (letter) => PLAIN_LETTER.get(letter) ?? letter)
    .toLowerCase();
}

/** Letters of an alphabet within one word of another: nobody's name, and a way to hide a word from a list. */
const MIXED = /[a-z][\p{Script=Cyrillic}\p{Script=Greek}]|[\p{Script=Cyrillic}\p{Script=Greek}][a-z]/iu;

/** Whether a word mixes Latin letters with Cyrillic or Greek ones. */
export const mixesAlphabets = (text: string): boolean =>
  !ASCII.test(text) && MIXED.test(text.normalize('NFKC'));
