import { confirmation, idOf, NAMED, need, write } from '../../src/catalog/index.js';
import { dayOf, MAIL_STAYS, today, where, word } from '../../src/prose/index.js';
import { quoteRecord, settledByStatus, untold } from '../../src/records/index.js';
import { quoteSubject, quoteTexts, quoteTotal } from './quote-subject.js';

const byStage = settledByStatus(quoteRecord, { done: ['Accepted'] });

export const acceptQuote = write('whmcs_accept_quote', {
  title: 'Accept a quote',
  about:
    'Accept a quote on behalf of its client, which turns it into an invoice and may mail them. No call undoes it; the invoice can be set Cancelled.',
  action: 'AcceptQuote',
  whose: NAMED,
  names: { quote: ['quoteid'] },
  money: quoteTotal,
  effects: ['money', 'mail', 'irreversible'],
  args: { quoteid: need.id() },
  result: confirmation({ names: 'invoiceid' }),
  done: ({ quoteid }, result) => {
    const invoice = idOf(result.invoiceid);
    return `Quote ${quoteid} is Accepted${invoice ? `, and invoice ${invoice} is made of it` : ''}.`;
  },
  errors: {
    nothingBegun: ['Quote ID Not Found'],
  },

  readBack: {
    ...byStage,
    tells(reply, args, at) {
      const finding = byStage.tells(reply, args, at);
      // The invoice comes first, and after an error it may be there without the stage.
      return finding.done === false && at.toldError === true
        ? untold(`${finding.says}, and an invoice may have been made of it all the same`)
        : finding;
    },
  },

  undo: 'No call takes an acceptance back. The invoice it made can be set Cancelled with whmcs_update_invoice; a person can set the stage of the quote in WHMCS.',

  async preview(scene) {
    const { quote, person, named, total, facts, sentences } = await quoteSubject(scene);
    const until = dayOf(quote?.fields.validuntil);
    const stage = quote?.fields.stage;
    const said = quoteTexts(quote, person.currency);
    return {
      title: `Accept ${named} for them`,
      sentences: [
        ...sentences,
        `It becomes Accepted in the client's place, and an invoice of ${quote === undefined ? 'its total' : total} is made of it, which the client then owes.`,
        `A mail about it may go to ${person.mail}.`,
        ...said.slice(0, MOST_SAID),
        where(
          until !== undefined && until < today(scene.now),
          'It was valid only until then: the prices may be old.',
        ),
        where(stage === 'Accepted', 'It is Accepted already: another invoice may be made.'),
        where(stage === 'Lost' || stage === 'Dead', `It is ${word(stage)}: it was given up.`),
      ],
      irreversible: [MAIL_STAYS],
      details: said.slice(MOST_SAID).map((value) => ({ label: 'the quote', value })),
      snapshot: { ...facts, 'mail.to': person.client?.email },
    };
  },

  sample: { least: { quoteid: 1 } },
});

const MOST_SAID = 8;
