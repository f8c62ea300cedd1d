/** Stands where a credential stood. */
export const WITHHELD = '[withheld]';

// Every repetition is bounded: texts come from outsiders, who must not be able to make the search slow.
const QUOTE = String.raw`(?:\\?["']|&quot;|&#0?39;)?`;
const NAMES = [
  'passw(?:or)?d',
  'passwort',
  'kennwort',
  'passphrase',
  String.raw`\bpwd?`,
  String.raw`\b(?:epp|auth|authorisation|authorization|transfer)[ _-]?(?:code|key|info)`,
  '(?:api|access|private|secret|licen[cs]e)[ _-]?key',
  String.raw`\b(?:api[ _-]?secret|client[ _-]?secret|(?:access|api|auth|login|reset)[ _-]?token)`,
].join('|');

/** `Password: x`, `"api_key":"x"`, `epp code = <b>x</b>`; not the placeholder of a mail template, nor a sentence of ours. */
const NAMED = new RegExp(
  `((?:${NAMES})${QUOTE}\\s{0,10}[:=]\\s{0,10}(?:<[^<>]{1,100}>\\s{0,10}){0,3}${QUOTE})(?!(?:is|must|needs|there)\\b)[^\\s<>"'&{[\\\\][^\\s<>"'&\\\\]*`,
  'gi',
);

/** Links that open something for whoever has them: a ticket without a login, a new password. */
const LINKS = [
  /(viewticket\.php\?[^\s"'<>]{0,200}?\bc=)[^\s&"'<>]+/gi,
  /(pwreset\.php\?[^\s"'<>]{0,200}?\bkey=)[^\s&"'<>]+/gi,
  /(password\/reset\/(?:redeem|use\/key)\/)[^\s&"'<>]+/gi,
];

/** A string in PHP's serialize(), after a key that names a credential. */
const SERIALIZED = /("[^"]{0,40}(?:passw(?:or)?d|secret|token|eppcode)[^"]{0,40}";s:\d{1,9}:")[^"]*/gi;

/** A text without the credentials that it spells out beside their names, or in links. */
export function withoutSpoken(text: string): string {
  return [...LINKS, SERIALIZED, NAMED].reduce((out, pattern) => out.replace(pattern, `$1${WITHHELD}`), text);
}
