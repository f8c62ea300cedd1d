import { WITHHELD } from '../../terms.js';
import { CREDENTIAL_LABELS } from './credential-labels.js';
import { withholdInCode } from './in-code.js';
import { withholdInLines } from './in-lines.js';

// Every repetition is bounded, or can't be entered anew where it failed: texts come from outsiders, who must not be
// able to make the search slow.
const QUOTE = String.raw`(?:\\?["']|&quot;|&#0?39;)?`;
/** Markup between a name and its value. */
const TAGS = String.raw`(?:<[^<>]{1,100}>\s{0,10}){0,3}`;
/** What may follow a name: `Password (new)`, `Password for the panel`. */
const QUALIFIER = String.raw`(?:\s?\([^()\n]{0,40}\)|\s(?:for|of|to|f\xfcr|von)\s[^:=\n<>"']{1,40})?`;

/** Emphasis of Markdown. */
const EMPHASIS = '[*_~`]{0,3}';
/** `Your password is: x`. */
const COPULA = '(?:\\s(?:is|was|ist|lautet|war|es|est|é|jest))?';

/** Excludes placeholders of mail templates, sentences about a password, and what is withheld already. */
const NOT_A_VALUE = String.raw`(?!\{\$|[\s\\"'*_~\x60]{0,12}\[withheld\]|[|>][+-]?\s|(?:is|must|needs|there|required|optional|not)(?![\p{L}\d]))`;
const VALUE = String.raw`(?:\\?"[^"\n]*"?|'[^'\n]*'?|[[{][^\n]*|[^\s<>"']+)`;

/** `Password: x`, `"api_key":"x"`, `epp code = <b>x</b>`. */
const ASSIGNED = new RegExp(
  `((?:${CREDENTIAL_LABELS})${QUOTE}${QUALIFIER}${EMPHASIS}${COPULA}\\s{0,10}(?:=>|[:=：])${EMPHASIS}\\s{0,10}${TAGS}${EMPHASIS})${NOT_A_VALUE}${VALUE}`,
  'giu',
);

/** `<td>Password</td><td>x</td>`. */
const IN_TABLE = new RegExp(
  `((?:${CREDENTIAL_LABELS})\\s{0,10}</(?:td|th|dt)>\\s{0,10}<(?:td|dd)\\b[^<>]{0,100}>\\s{0,10}${TAGS})${NOT_A_VALUE}[^<>\\s][^<>]*`,
  'giu',
);

/** `Your password is x`, where x is no word of a sentence. */
const IN_SENTENCE = new RegExp(
  `((?:${CREDENTIAL_LABELS})\\s{1,3}(?:is|was|ist|lautet|es|est|->|→)\\s{1,3}["'“„]?)${NOT_A_VALUE}(?=[^\\s<>"']{4})(?=[^\\s<>"']{0,60}[\\d!@#$%^*_+])[^\\s<>"']+`,
  'giu',
);

/** `password is "two words"`, `passphrase is correct horse battery`. */
const QUOTED_IN_SENTENCE = new RegExp(
  `((?:${CREDENTIAL_LABELS})\\s{1,3}(?:is|was|ist|lautet|war|es|est|é|jest|to|:)\\s{1,3})(?!["'“„«\`]?\\[withheld\\])(?:"[^"\\n]{2,80}"|'[^'\\n]{2,80}'|“[^”\\n]{2,80}”|„[^“”\\n]{2,80}[“”]|«[^»\\n]{2,80}»|\`[^\`\\n]{2,80}\`)`,
  'giu',
);
const PHRASE =
  /(\bpass[ -]?phrase\s{1,3}(?:is|was)\s{1,3})(?!["'“„]?\[withheld\]|(?:not|no|needed|required|in|too|wrong|empty)\b)[^\n.;]{4,120}/giu;
/** `password Hunter22`, of letters and figures: no word of a sentence. */
const BESIDE =
  /(\b(?:passwor[dt]|passwd|kennwort|contraseña|mot de passe|wachtwoord|senha|hasło|пароль|pwd?|login)\s{1,3}["'`*]{0,2})(?=\S{0,60}\p{L})(?=\S{0,60}\d)(?![\p{L}\d]{1,40}\(|https?:|\S{0,60}@)[^\s"'`<>,;:()/]{6,60}/giu;
/** `Login: bob / Hunter2!`. */
const USER_AND_PASSWORD =
  /(\b(?:log-?in|user(?:name)?(?:\s?\/\s?pass(?:word)?)?|access|credentials|zugang|acceso|accès)(?:[*_`~]{0,3})\s{0,5}[:=][*_`~]{0,3}\s{0,5}[\w.@+-]{1,60}\s{0,3}[/|:]\s{0,3})(?!\[withheld\])(?=\S{0,60}[\d!#$%^&*])[^\s<>"']{4,80}/giu;

/** Links that need no login: to a ticket, to a new password. */
const LINKS = [
  /(viewticket\.php\?[^\s"'<>]{0,200}?\bc=)[^\s&"'<>]+/gi,
  /(pwreset\.php\?[^\s"'<>]{0,200}?\bkey=)[^\s&"'<>]+/gi,
  /(password\/reset\/(?:redeem|use\/key)\/)[^\s&"'<>]+/gi,
  /([?&;](?:key|hash|auth|sig|signature|sso|session|sid|code|otp)=)[^\s&"'<>#]{8,}/gi,
];

const PATTERNS = [
  ...LINKS,
  IN_TABLE,
  QUOTED_IN_SENTENCE,
  PHRASE,
  USER_AND_PASSWORD,
  ASSIGNED,
  IN_SENTENCE,
  BESIDE,
];

/** Withholds credentials that a text spells out beside their names, or in links. */
export function withholdInProse(text: string): string {
  return PATTERNS.reduce(
    (open, pattern) => open.replace(pattern, `$1${WITHHELD}`),
    withholdInLines(withholdInCode(text)),
  );
}
