import type { View } from '../catalog/index.js';
import { amountOf, greatest, least, sum, ZERO } from '../decimal.js';
import { counted, digits, listed, MAIL_STAYS, money, quoted, where, word } from '../prose/index.js';
import { clientFacts, type Person, personOf } from '../records/index.js';

export interface Line {
  readonly id?: number;
  readonly description: string;
  readonly amount: string;
  readonly taxed?: boolean;
}

export const linesOf = (value: unknown): readonly Line[] => (Array.isArray(value) ? (value as Line[]) : []);

export const lineAmount = ({ amount }: Pick<Line, 'amount'>) => amountOf(amount) ?? ZERO;

export const lineText = (line: { description?: unknown; amount?: unknown }, currency: string) =>
  `${quoted(line.description)} ${money(amountOf(line.amount), currency)}`;

/** Whether prices hold the tax already is a setting that the API does not show. */
function taxSentence(
  lines: readonly Line[],
  rates: readonly unknown[],
  currency: string,
): string | undefined {
  const taxed = lines.filter((line) => line.taxed === true);
  if (taxed.length === 0) return undefined;
  const given = rates.filter((rate) => rate !== undefined).map((rate) => `${rate} %`);
  const tax = given.length === 0 ? 'tax' : `tax of ${listed(given)}`;
  return `On ${money(sum(taxed.map(lineAmount)), currency)} of it ${tax} is due, on top unless prices include it.`;
}

/** What settles an invoice with credit sets off, it sets off here too. */
function creditSentences({ client, currency, mail }: Person, lines: readonly Line[]): string[] {
  const credit = client?.credit;
  const settles = `If that settles it, what was ordered on it may be set up, and a receipt may go to ${mail}.`;
  // What tax does to the total depends on settings that the API does not show.
  if (credit === undefined || lines.some((line) => line.taxed === true)) {
    const of = credit === undefined ? '' : ` of ${money(credit, currency)}`;
    return [`The client's credit${of} pays for it as far as it goes.`, settles];
  }
  const used = least(credit, greatest(ZERO, sum(lines.map(lineAmount))));
  return [
    `The client's credit pays ${money(used, currency)} of it.`,
    `Credit: before ${money(credit, currency)}, after ${money(credit.minus(used), currency)}.`,
    settles,
  ];
}

export const createInvoice: View = async (scene) => {
  const { values } = scene;
  const person = await personOf(scene, Number(values.userid));
  const { currency } = person;
  const lines = linesOf(values.items);
  const total = sum(lines.map(lineAmount));
  const isDraft = values.draft === true || values.status === 'Draft';
  const { credit } = person.client ?? {};
  return {
    title: `Create ${isDraft ? 'a draft invoice' : 'an invoice'} of ${money(total, currency)} for ${person.label}`,
    sentences: [
      person.whose,
      `An invoice with ${counted(lines.length, 'line')} is made: ${listed(lines.map((line) => lineText(line, currency)))}. That is ${money(total, currency)} in all.`,
      taxSentence(lines, [values.taxrate, values.taxrate2], currency),
      isDraft
        ? 'It is a draft: the client does not see it until it is published.'
        : `It is ${word(values.status ?? 'Unpaid')}, and the client can see it${values.duedate === undefined ? '' : `; it is due on ${values.duedate}`}.`,
      ...(values.autoapplycredit === true ? creditSentences(person, lines) : []),
      values.sendinvoice === true
        ? `It is mailed to ${person.mail}.`
        : 'The invoice itself is not mailed by this.',
    ],
    irreversible: [
      'An invoice is not deleted again: it can only be set to Cancelled.',
      where(values.autoapplycredit === true, 'No call gives credit back that was used for it.'),
      where(values.sendinvoice === true || values.autoapplycredit === true, MAIL_STAYS),
    ],
    gentler: isDraft
      ? undefined
      : 'Create it as a draft (draft): the client does not see it until somebody publishes it.',
    snapshot: {
      ...clientFacts(person),
      'client.currency': person.client?.currency,
      'client.credit': values.autoapplycredit === true ? credit && digits(credit) : undefined,
      'mail.to': values.sendinvoice === true ? person.client?.email : undefined,
    },
  };
};
