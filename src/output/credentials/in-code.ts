import { WITHHELD } from '../../terms.js';
import { CREDENTIAL_LABELS } from './credential-labels.js';

const WORD = `(?!\\[withheld\\]|["']?\\[withheld\\]|["']?\\$\\{?\\w)(?:"[^"\\n]{1,200}"|'[^'\\n]{1,200}'|[^\\s"'<>|;]{1,200})`;

/** Credentials in source code, in statements and on command lines; the first group stays. */
const PLACES: readonly RegExp[] = [
  // define('DB_PASSWORD', 'x'), setPassword("x"), putenv and the like.
  new RegExp(
    `(\\(\\s{0,5}["'][\\w.-]{0,40}(?:${CREDENTIAL_LABELS})[\\w.-]{0,20}["']\\s{0,5},\\s{0,5})(?!["']\\[withheld\\])(?:"[^"\\n]{1,200}"|'[^'\\n]{1,200}')`,
    'giu',
  ),
  new RegExp(
    `((?:${CREDENTIAL_LABELS})\\(\\s{0,5})(?!["']\\[withheld\\])(?:"[^"\\n]{1,200}"|'[^'\\n]{1,200}')`,
    'giu',
  ),
  // $cfg['password'] = 'x'; <password>x</password>
  new RegExp(`((?:${CREDENTIAL_LABELS})["']\\s{0,3}\\]\\s{0,5}(?:=>|=|:)\\s{0,5})${WORD}`, 'giu'),
  new RegExp(
    `(<[\\w:.-]{0,40}(?:${CREDENTIAL_LABELS})[\\w.-]{0,20}>\\s{0,5})(?!\\[withheld\\])[^<>\\s][^<>\\n]{0,200}`,
    'giu',
  ),
  // SQL.
  new RegExp(
    `(\\bidentified\\s{1,5}(?:with\\s{1,5}\\w{1,40}\\s{1,5})?by\\s{1,5}(?:password\\s{1,5})?)${WORD}`,
    'gi',
  ),
  // --password x, --api-key=x, -passin pass:x
  new RegExp(
    `((?<![\\w-])--?(?:[a-z]{1,20}-){0,3}(?:password|passwd|passphrase|pass|pwd|token|secret|api-?key|access-?key|auth-?key)(?:=|[ \\t]{1,3}))(?!-)${WORD}`,
    'gi',
  ),
  /(-pass(?:in|out)[ \t]{1,3}pass:)(?!\[withheld\])\S+/gi,
  // -u user:x
  /((?<![\w-])(?:-u|--(?:proxy-)?user)(?:=|[ \t]{0,3})["']?[\w.@%+-]{1,60}:)(?!\[withheld\])[^\s"'`|;]+/g,
  // The option of one letter means a credential to these programs alone.
  new RegExp(
    `(\\b(?:mysql(?:dump|admin|import|check)?|mariadb(?:-dump)?|7z[ar]?|rar|unrar)\\b[^\\n|;]{0,120}?[ \\t]-p)(?![ \\t=-])${WORD}`,
    'g',
  ),
  new RegExp(
    `(\\b(?:sshpass|docker login|podman login|unzip|zip)\\b[^\\n|;]{0,120}?[ \\t]-[pP][ \\t]{0,3})(?!-)${WORD}`,
    'g',
  ),
  new RegExp(`(\\bredis-cli\\b[^\\n|;]{0,120}?[ \\t]-a[ \\t]{1,3})${WORD}`, 'g'),
  new RegExp(`(\\bldap\\w{1,10}\\b[^\\n|;]{0,120}?[ \\t]-w[ \\t]{1,3})${WORD}`, 'g'),
  new RegExp(
    `(\\bhtpasswd[ \\t]{1,3}-\\w{0,4}b\\w{0,4}[ \\t]{1,3}\\S{1,80}[ \\t]{1,3}\\S{1,80}[ \\t]{1,3})${WORD}`,
    'g',
  ),
  /(\bsmbclient\b[^\n|;]{0,120}?-U[ \t]{0,3}[\w.\\-]{1,60}%)(?!\[withheld\])\S+/g,
  /(\becho[ \t]{1,3}["']?[\w.-]{1,40}:)(?!\[withheld\])[^\s"'|]{1,100}(?=["']?[ \t]{0,3}\|[ \t]{0,3}(?:sudo )?chpasswd)/g,
  /(\brequirepass[ \t]{1,3})(?!\[withheld\])\S+/g,
  // .netrc
  /(\bmachine[ \t]{1,3}\S{1,100}\s{1,3}login[ \t]{1,3}\S{1,100}\s{1,3}password[ \t]{1,3})(?!\[withheld\])\S+/g,
];

/** Withholds credentials where code, statements and command lines have them. */
export function withholdInCode(text: string): string {
  return PLACES.reduce((open, pattern) => open.replace(pattern, `$1${WITHHELD}`), text);
}
