import type { Values, View } from '../catalog/index.js';
import { amountOf, sum } from '../decimal.js';
import { counted, MAIL_STAYS, money, where, word } from '../prose/index.js';
import {
  changedFields,
  changeSentences,
  changesOf,
  clientFacts,
  formerFacts,
  type Invoice,
  invoiceRecord,
  invoiceSentence,
  ofPerson,
  personOf,
} from '../records/index.js';
import { type Line, lineAmount, linesOf, lineText } from './invoices.js';

interface Lines {
  readonly changed: readonly Line[];
  readonly added: readonly Line[];
  readonly removed: readonly number[];
}

function linesIn(values: Values): Lines {
  const { items, newitems, deletelineids } = values;
  return {
    changed: linesOf(items),
    added: linesOf(newitems),
    removed: Array.isArray(deletelineids) ? (deletelineids as number[]) : [],
  };
}

/** The sum first: whatever is done to single lines, it tells what the client is asked to pay. */
function sumSentence({ changed, added, removed }: Lines, invoice: Invoice | undefined, currency: string) {
  if (invoice === undefined || changed.length + added.length + removed.length === 0) return undefined;
  const touched = new Set([...changed.map(({ id }) => String(id)), ...removed.map(String)]);
  const amounts = (rows: readonly { amount?: unknown }[]) =>
    rows.flatMap((row) => amountOf(row.amount) ?? []);
  const kept = invoice.lines.filter((row) => !touched.has(String(row.id)));
  const after = [...amounts(kept), ...[...changed, ...added].map(lineAmount)];
  return `The lines add up to ${money(sum(amounts(invoice.lines)), currency)} before and ${money(sum(after), currency)} after.`;
}

function lineSentences({ changed, added, removed }: Lines, invoice: Invoice | undefined, currency: string) {
  const present = new Map((invoice?.lines ?? []).map((row) => [String(row.id), row]));
  const old = (id: unknown) => {
    const row = present.get(String(id));
    return row === undefined ? '(not shown)' : lineText(row, currency);
  };
  return [
    ...changed.map((line) => `Line ${line.id}: ${old(line.id)} → ${lineText(line, currency)}.`),
    ...added.map((line) => `New line: ${lineText(line, currency)}.`),
    ...removed.map((id) => `Line ${id} is deleted: ${old(id)}.`),
  ];
}

function publishing(values: Values, status: unknown, mail: string): (string | undefined)[] {
  const sends = values.publishandsendemail === true;
  if (!sends && values.publish !== true) return [];
  return [
    `The draft is published: the client can see and pay it. ${sends ? `It is mailed to ${mail}.` : 'It is not mailed.'}`,
    where(
      status !== undefined && status !== 'Draft',
      `WHMCS publishes only drafts and would refuse: this one is ${word(status)}.`,
    ),
  ];
}

/** Shown in sentences of their own. */
const APART: readonly string[] = ['items', 'newitems', 'deletelineids', 'publish', 'publishandsendemail'];

const MOST_LINES = 5;

export const updateInvoice: View = async (scene) => {
  const { values, tool } = scene;
  const id = Number(values.invoiceid);
  const invoice = await invoiceRecord.look(scene.reads, id);
  const person = await personOf(scene, invoice?.clientId);
  const fields = invoice?.fields;
  const changes = changesOf(tool, values, fields, fields);
  const headers = changes.filter(({ name }) => !APART.includes(name));
  const { shown, left } = changeSentences(headers);
  const lines = linesIn(values);
  const each = lineSentences(lines, invoice, person.currency);
  const more = each.slice(MOST_LINES);
  return {
    title: `Change invoice ${id}${ofPerson(person)}: ${changedFields(changes)}`,
    sentences: [
      person.whose,
      invoice && invoiceSentence(invoice, person.currency, scene.now),
      ...publishing(values, fields?.status, person.mail),
      ...shown,
      sumSentence(lines, invoice, person.currency),
      ...each.slice(0, MOST_LINES),
      where(more.length > 0, `Details show ${counted(more.length, 'more line')}.`),
      where(
        values.credit !== undefined,
        'Credit that is put on the invoice or taken off it is money of the client.',
      ),
      where(
        fields !== undefined && fields.status !== 'Draft',
        'It is published: WHMCS 9 does not change published invoices.',
      ),
    ],
    irreversible: [
      where(values.publishandsendemail === true, MAIL_STAYS),
      where(
        lines.added.length + lines.removed.length > 0,
        'No call takes added lines off or brings deleted ones back as they were; they have to be entered again.',
      ),
    ],
    details: [...left, ...more].map((value) => ({ label: 'also changes', value })),
    snapshot: {
      ...clientFacts(person),
      'invoice.status': fields?.status,
      'invoice.clientid': invoice?.clientId,
      'invoice.total': fields?.total,
      'invoice.balance': fields?.balance,
      'invoice.lines': invoice?.lines.map((row) => `${row.id} ${row.amount} ${row.description}`),
      ...formerFacts(headers),
      'mail.to': values.publishandsendemail === true ? person.client?.email : undefined,
    },
  };
};
