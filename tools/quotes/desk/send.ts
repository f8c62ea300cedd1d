import {
  type Body,
  type Conflict,
  type ConflictRule,
  confirmation,
  NAMED,
  need,
  whereRecord,
  write,
} from '../../../src/catalog/index.js';
import { dayOf, isNow, MAIL_STAYS, today, where, word } from '../../../src/prose/index.js';
import {
  comparedRow,
  keepStatus,
  namedRow,
  quoteRecord,
  readOf,
  rowOf,
  statusText,
  untold,
} from '../../../src/records/index.js';
import { quoteSubject, quoteTexts, quoteTotal } from '../quote-subject.js';
import { quoteReached } from './quote-reach.js';

export const sendQuote = write('whmcs_send_quote', {
  title: 'Send a quote',
  about:
    'Mail a quote to whoever it is for, and set it Delivered: they can then accept it. The mail is not called back; whmcs_update_quote sets the stage back.',
  action: 'SendQuote',
  whose: NAMED,
  names: { quote: ['quoteid'] },
  money: quoteTotal,
  // Whoever has it can accept it, and owes what is accepted.
  effects: [
    'mail',
    whereRecord('money', async (call) => (await namedRow(quoteRecord, call)).stage !== 'Delivered'),
  ],
  reaches: quoteReached,
  args: { quoteid: need.id() },
  conflicts: againstSending,
  result: confirmation(),
  done: isNow('Quote', 'quoteid', 'is mailed and Delivered'),
  errors: { nothingBegun: ['Quote ID Not Found'] },

  // A quote shows the day on which it was mailed, and no time.
  readBack: {
    ...readOf(quoteRecord),
    keep(reply, args) {
      const row = rowOf(quoteRecord, reply, args);
      return row && { stage: statusText(row.stage), sent: sentOn(row) };
    },
    tells(reply, args, { prior, toldError }) {
      const row = rowOf(quoteRecord, reply, args);
      if (row === undefined) return untold('WHMCS shows no such quote');
      const [stage, sent] = [statusText(row.stage), sentOn(row)];
      const says = `quote ${args.quoteid} is ${stage}`;
      if (prior === undefined) return untold(`${says}, and whether it was mailed just now does not show`);
      const isChanged = prior.stage !== stage || prior.sent !== sent;
      if (stage === 'Delivered' && isChanged) return { done: true, says };
      // The mail may have left before an error.
      return isChanged || stage === 'Delivered' || toldError === true
        ? untold(`${says}, and whether it was mailed just now does not show`)
        : { done: false, says: `${says} as before` };
    },
  },

  undo: {
    leaves: 'The mail is not called back: whoever has it knows the offer.',
    before: keepStatus(quoteRecord),
    call: (args, { status }) =>
      status === undefined || status === 'Delivered'
        ? 'The mail is not called back. whmcs_update_quote can set another stage.'
        : { tool: 'whmcs_update_quote', args: { quoteid: args.quoteid, stage: status } },
  },

  async preview(scene) {
    const { quote, person, named, facts, sentences } = await quoteSubject(scene);
    const said = quoteTexts(quote, person.currency);
    const until = dayOf(quote?.fields.validuntil);
    const stage = quote?.fields.stage;
    return {
      title: `Mail ${named}`,
      sentences: [
        ...sentences,
        `It is mailed as a PDF to ${person.client === undefined ? 'the address on it' : person.mail}, and becomes Delivered: it can then be accepted, and is owed once it is.`,
        where(quote?.lines.length === 0, 'It has no lines.'),
        ...said.slice(0, MOST_SAID),
        where(until !== undefined && until < today(scene.now), 'It was valid only until then.'),
        where(
          stage !== undefined && stage !== 'Draft' && stage !== 'Delivered',
          `It is ${word(stage)}: sending it makes it Delivered again.`,
        ),
      ],
      irreversible: [MAIL_STAYS],
      details: said.slice(MOST_SAID).map((value) => ({ label: 'the quote', value })),
      snapshot: {
        ...facts,
        'mail.to': person.client?.email ?? quote?.fields.email,
      },
    };
  },

  sample: { least: { quoteid: 1 } },
});

const MOST_SAID = 8;

const sentOn = ({ datesent }: Body) => dayOf(datesent) ?? 'never';

/** Offers that nobody waits for. WHMCS sends them all the same. */
async function againstSending(call: Parameters<ConflictRule>[0]): Promise<readonly Conflict[]> {
  const quote = await comparedRow(quoteRecord, call);
  const stage = String(quote?.stage);
  if (!['Accepted', 'Lost', 'Dead'].includes(stage)) return [];
  const named = `Quote ${Number(call.values.quoteid)}`;
  return [{ says: `${named} is ${stage}: sending it would offer it once more.` }];
}
