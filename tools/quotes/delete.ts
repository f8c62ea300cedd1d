import { confirmation, NAMED, need, write } from '../../src/catalog/index.js';
import { isNow, where } from '../../src/prose/index.js';
import { goneFromList, quoteRecord } from '../../src/records/index.js';
import { quoteSubject } from './quote-subject.js';

export const deleteQuote = write('whmcs_delete_quote', {
  title: 'Delete a quote',
  about: 'Delete a quote. Cannot be undone.',
  action: 'DeleteQuote',
  whose: NAMED,
  names: { quote: ['quoteid'] },
  effects: ['irreversible'],
  args: { quoteid: need.id() },
  result: confirmation(),
  done: isNow('Quote', 'quoteid', 'is deleted'),
  errors: {
    nothingBegun: ['Quote ID Not Found'],
  },

  readBack: goneFromList(quoteRecord),

  undo: 'A deleted quote does not come back. A person can restore it from a backup, or write it anew.',

  async preview(scene) {
    const { quote, named, facts, sentences } = await quoteSubject(scene);
    return {
      title: `Delete ${named}`,
      sentences: [...sentences, 'The quote is deleted with its lines and texts.'],
      gentler: where(
        quote !== undefined,
        'Leave it: a person can set its stage to Dead or Lost in WHMCS, which keeps it on record.',
      ),
      snapshot: facts,
    };
  },

  sample: { least: { quoteid: 1 } },
});
