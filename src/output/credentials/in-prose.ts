import { WITHHELD } from '../../terms.js';

// Every repetition is bounded, or can't be entered anew where it failed: texts come from outsiders, who must not be
// able to make the search slow.
const QUOTE = String.raw`(?:\\?["']|&quot;|&#0?39;)?`;
/** Names of credentials, in several languages. */
const NAMES = [
  'passw(?:or)?d',
  'passwort',
  'kennwort',
  'pass(?:phrase|code)',
  '(?<![a-z])pass',
  'pwd|(?<![a-z])pw',
  '(?<![a-z])(?:pin|puk|t?otp|cv[vc]2?|[cx]srf)(?:[ _-]?(?:code|number))?',
  '(?<![a-z])(?:epp|auth|authori[sz]ation|transfer|security|verification|recovery|backup)[ _-]?(?:code|key|info)s?',
  '(?:api|access|private|secret|licen[cs]e|ssh|encryption|master|signing|webhook|merchant)[ _-]?key',
  '(?<![a-z])secret',
  'token(?!i[sz])',
  'credentials?',
  'contrase[nñ]a|mot de passe|(?<![a-z])senha|wachtwoord|l[oö]senord|пароль|密码|密碼|パスワード',
].join('|');

/** Markup between a name and its value. */
const TAGS = String.raw`(?:<[^<>]{1,100}>\s{0,10}){0,3}`;
/** What may follow a name: `Password (new)`, `Password for the panel`. */
const QUALIFIER = String.raw`(?:\s?\([^()\n]{0,40}\)|\s(?:for|of|to|für|von)\s[^:=\n<>"']{1,40})?`;

/** Excludes placeholders of mail templates, sentences about a password, and what is withheld already. */
const NOT_A_VALUE = String.raw`(?!\{\$|\\?["']?\[withheld\]|(?:is|must|needs|there)\b)`;
const VALUE = String.raw`(?:\\?"[^"\n]*"?|'[^'\n]*'?|[[{][^\n]*|[^\s<>"']+)`;

/** `Password: x`, `"api_key":"x"`, `epp code = <b>x</b>`. */
const ASSIGNED = new RegExp(
  `((?:${NAMES})${QUOTE}${QUALIFIER}\\s{0,10}(?:=>|[:=：])\\s{0,10}${TAGS})${NOT_A_VALUE}${VALUE}`,
  'gi',
);

/** `<td>Password</td><td>x</td>`. */
const IN_TABLE = new RegExp(
  `((?:${NAMES})\\s{0,10}</(?:td|th|dt)>\\s{0,10}<(?:td|dd)\\b[^<>]{0,100}>\\s{0,10}${TAGS})${NOT_A_VALUE}[^<>\\s][^<>]*`,
  'gi',
);

/** `Your password is x`, where x is no word of a sentence. */
const IN_SENTENCE = new RegExp(
  `((?:${NAMES})\\s{1,3}(?:is|was|ist|lautet|es|est|->|→)\\s{1,3}["'“„]?)${NOT_A_VALUE}(?=[^\\s<>"']{4})(?=[^\\s<>"']{0,60}[\\d!@#$%^*_+])[^\\s<>"']+`,
  'gi',
);

/** Links that need no login: to a ticket, to a new password. */
const LINKS = [
  /(viewticket\.php\?[^\s"'<>]{0,200}?\bc=)[^\s&"'<>]+/gi,
  /(pwreset\.php\?[^\s"'<>]{0,200}?\bkey=)[^\s&"'<>]+/gi,
  /(password\/reset\/(?:redeem|use\/key)\/)[^\s&"'<>]+/gi,
  /([?&;](?:key|hash|auth|sig|signature|sso|session|sid|code|otp)=)[^\s&"'<>#]{8,}/gi,
];

/** Withholds credentials that a text spells out beside their names, or in links. */
export function withholdInProse(text: string): string {
  return [...LINKS, IN_TABLE, ASSIGNED, IN_SENTENCE].reduce(
    (open, pattern) => open.replace(pattern, `$1${WITHHELD}`),
    text,
  );
}
