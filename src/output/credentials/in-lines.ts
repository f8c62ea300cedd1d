import { WITHHELD } from '../../terms.js';
import { CREDENTIAL_LABELS } from './credential-labels.js';

/** Words before a label that leave it a label: `Root password`, `my FTP password`. */
const KINDS =
  '(?:(?:root|admin|ftp|sftp|ssh|db|mysql|database|new|old|current|temporary|temp|initial|wi-?fi|cpanel|whm|panel|plesk|e?-?mail|smtp|imap|login|user|account|server|neues|altes|nouveau|nueva)[ /-]){0,3}';
/** Signs of lists, quotes and emphasis before a label, and of emphasis about it. */
const BEFORE = '[ \\t>*_#|•·~`"\'+-]{0,12}(?:\\d{1,2}[.)] {1,3})?[*_`~]{0,3}';
const EMPHASIS = '[*_`~"\'\\])]{0,4}';

/** What stands where a credential could and is none. */
const NO_VALUE =
  '(?!\\{\\$|[\\s"\'`*_~]{0,12}\\[withheld\\]|(?:is|must|needs?|there|not|none|n/a|unknown|changed|reset|forgotten|forgot|see|sent|unchanged|expired|required|optional|yes|no|ok|please)(?![\\p{L}\\d])|[*•.x_-]{3,}\\s*$|\\||\\s|$)';

/** `**Root password:** correct horse`, `> Passwort: x`, `Password -> x`: the label begins the line, the rest is the value. */
const LABELLED_LINE = new RegExp(
  `^(${BEFORE}${KINDS}(?:${CREDENTIAL_LABELS})(?: ?\\([^()\\n]{0,40}\\))?${EMPHASIS}[ \\t]{0,10}(?:=>|->|→|[:=：])${EMPHASIS}[ \\t]{0,10})${NO_VALUE}([^\\n<>{}]+)`,
  'gimu',
);
/** `password: |` of YAML, and the deeper lines below it. */
const YAML_BLOCK = new RegExp(
  `^([ \\t]{0,40})([\\w.-]{0,40}(?:${CREDENTIAL_LABELS})[\\w.-]{0,20}:[ \\t]{0,5}[|>][+-]?[ \\t]{0,5}\\n)((?:\\1[ \\t]+[^\\n]*(?:\\n|$))+)`,
  'gimu',
);
/** `- name: DB_PASSWORD`, `value: x`. */
const YAML_PAIR = new RegExp(
  `(\\bname:[ \\t]{0,5}["']?[\\w.-]{0,40}(?:${CREDENTIAL_LABELS})[\\w.-]{0,20}["']?[ \\t]{0,5}\\n[ \\t]{0,40}value:[ \\t]{0,5})(?!\\[withheld\\])[^\\n]+`,
  'giu',
);
const LABEL = new RegExp(`(?:${CREDENTIAL_LABELS})`, 'iu');
const ENDS_A_TABLE_HEAD = /^[ \t>]{0,10}\|?[ \t:|-]{3,200}$/;
const ROW = /\|/;

const cellsOf = (row: string): string[] => row.split('|');

const withheldCell = (cell: string): string =>
  /^[\s*•.-]*$/.test(cell) || cell.includes(WITHHELD) ? cell : ` ${WITHHELD} `;

/** Columns of tables in Markdown whose head names a credential, and the cells beside such a name. */
function withholdInTables(text: string): string {
  if (!text.includes('|')) return text;
  let columns: number[] = [];
  const lines = text.split('\n');
  return lines
    .map((line, at) => {
      if (!ROW.test(line) || line.length > 2_000) {
        columns = [];
        return line;
      }
      const cells = cellsOf(line);
      if (ENDS_A_TABLE_HEAD.test(lines[at + 1] ?? '')) {
        columns = cells.flatMap((cell, column) => (cell.length < 60 && LABEL.test(cell) ? [column] : []));
        return line;
      }
      if (ENDS_A_TABLE_HEAD.test(line)) return line;
      const named = cells.findIndex(
        (cell) => cell.length < 60 && LABEL.test(cell) && !/[:=]\s*\S/.test(cell),
      );
      const hidden = named >= 0 && columns.length === 0 ? [named + 1] : columns;
      return cells.map((cell, column) => (hidden.includes(column) ? withheldCell(cell) : cell)).join('|');
    })
    .join('\n');
}

/** Withholds the rest of a line, a block or a cell that a label at its beginning names. */
export function withholdInLines(text: string): string {
  return withholdInTables(
    text
      .replace(YAML_BLOCK, (_all, indent: string, head: string, block: string) =>
        block.trim() === WITHHELD
          ? `${indent}${head}${block}`
          : `${indent}${head}${indent}  ${WITHHELD}${block.endsWith('\n') ? '\n' : ''}`,
      )
      .replace(YAML_PAIR, `$1${WITHHELD}`),
  ).replace(LABELLED_LINE, `$1${WITHHELD}`);
}
