import { z } from 'zod';
import {
  type Body,
  confirmation,
  type EffectOf,
  eachOnce,
  idOf,
  line,
  listAt,
  may,
  named,
  need,
  type ReachCall,
  type Reached,
  type ReadCall,
  type Stake,
  serialized,
  type Values,
  write,
} from '../../../src/catalog/index.js';
import { type Decimal, sum } from '../../../src/decimal.js';
import { once } from '../../../src/once.js';
import { isChanged, money, where, word } from '../../../src/prose/index.js';
import {
  atStake,
  changesOf,
  changesSomething,
  chargesOf,
  clientTaxRates,
  holds,
  NO_TAX,
  NOTHING_AT_STAKE,
  NoStake,
  namedRow,
  ownLines,
  plainAmount,
  quoteRecord,
  setBack,
  shownChanges,
  shownLines,
} from '../../../src/records/index.js';
import { afterDiscount, beforeDiscount, lineText, lineTotal, sentLine } from '../quote-lines.js';
import { grossOf, quoteCurrency, quoteSubject } from '../quote-subject.js';
import { OPEN_STAGES, STAGES } from '../stages.js';
import { type EditedLine, isNew, linesOf, presentLine, quoteChanges } from './quote-changes.js';
import { quoteReached } from './quote-reach.js';

const editedLine = once(() =>
  z.strictObject({
    id: line.id().optional(),
    desc: line.text(),
    qty: z.int({ error: 'must be a whole number' }).min(1, 'must be 1 or more').default(1),
    up: line.money({ sign: 'any' }).describe('Unit price'),
    discount: line.percent().default('0'),
    taxable: line.flag().default(false),
  }),
);

const CHANGES = {
  quoteid: need.id(),
  subject: may.text(),
  stage: may.choice(STAGES),
  validuntil: may.localDate(),
  datecreated: may.localDate(),
  lineitems: may.rows(
    editedLine,
    'With id: replaces that line; without: added. discount: percent',
    (rows, name) => ({
      [name]: serialized(
        rows.map((row) => (row.id === undefined ? sentLine(row) : { id: row.id, ...sentLine(row) })),
      ),
    }),
  ),
  proposal: may.clearable('Shown to the customer', 65_535),
  customernotes: may.clearable('Shown to the customer', 65_535),
  adminnotes: may.clearable('Seen by staff only', 65_535),
  // Left out: userid and the name and address: a quote stays whose it is, and another one is made for somebody else.
};

const idsOf = ({ lineitems }: Values) => linesOf(lineitems).flatMap(({ id }) => id ?? []);

export const updateQuote = write('whmcs_update_quote', {
  title: 'Update a quote',
  about:
    'Change a quote: stage, validity, lines, texts; only what is given changes. Mails nothing (whmcs_send_quote does) and accepts nothing (whmcs_accept_quote does). Setting it back undoes it, except added lines.',
  action: 'UpdateQuote',
  whose: named({ within: ownLines(quoteRecord, idsOf) }),
  names: { quote: ['quoteid'] },
  money: changedQuote,
  effects: [movesMoney(), isShown(), rewritesAccepted()],
  reaches: reachedByChange,
  says: ['subject', 'lineitems', 'proposal', 'customernotes'],
  args: CHANGES,
  rules: [
    changesSomething(quoteChanges),
    eachOnce('a line is named twice in lineitems: each id may stand once', idsOf),
  ],
  sets: ({ lineitems }) => (linesOf(lineitems).some(isNew) ? undefined : 'quote'),
  result: confirmation(),
  done: isChanged('Quote', ['quoteid']),
  errors: { nothingBegun: ['Quote ID Not Found', 'Invalid Stage'] },

  readBack: holds(quoteChanges),

  undo: setBack('whmcs_update_quote', quoteChanges, CHANGES, {
    otherwise: 'No call sets back what was changed; a person can edit the quote in WHMCS.',
    leaves: 'Lines that were added stay: no call takes them off.',
  }),

  async preview(scene) {
    const { values } = scene;
    const { quote, person, named, facts, sentences } = await quoteSubject(scene);
    const { currency } = person;
    const shown = shownChanges(changesOf(quoteChanges, values, quote?.fields), { untold: ['lineitems'] });
    const lines = shownLines(lineSentences(values, quote?.lines ?? [], currency));
    const stage = quote?.fields.stage;
    return {
      title: `Change ${named}: ${shown.named}`,
      sentences: [
        ...sentences,
        ...shown.sentences,
        quote && sumSentence(values, quote.lines, currency),
        ...lines.sentences,
        where(
          values.stage === 'Accepted',
          'It is entered as Accepted, though nobody has accepted it, and no invoice is made of it.',
        ),
        where(
          isOpen(values.stage ?? stage),
          'Its client can accept it as it is then, and owes what is accepted.',
        ),
        where(
          stage === 'Accepted' && values.lineitems !== undefined,
          `It is ${word(stage)}: what was accepted reads otherwise afterwards, and its invoice does not change.`,
        ),
        'No mail is sent.',
      ],
      irreversible: [
        where(linesOf(values.lineitems).some(isNew), 'No call takes added lines off; a person can in WHMCS.'),
      ],
      gentler:
        isOpen(stage) && values.stage === undefined
          ? 'Set it to Draft first: its client does not see it until it is sent again.'
          : undefined,
      details: [...shown.details, ...lines.details],
      snapshot: {
        ...facts,
        ...shown.former,
      },
    };
  },

  sample: {
    least: { quoteid: 1, adminnotes: 'Called' },
    most: {
      quoteid: 1,
      subject: 'Offer',
      stage: 'On Hold',
      validuntil: '2026-04-03',
      datecreated: '2026-03-02',
      lineitems: [
        { id: 1, desc: 'Line', qty: 2, up: '10.00', discount: '5', taxable: true },
        { desc: 'Another', up: '-1.00' },
      ],
      proposal: 'We propose',
      customernotes: '',
      adminnotes: 'cheap',
    },
  },
});

const isOpen = (stage: unknown) => OPEN_STAGES.some((one) => one === stage);
const touchesOffer = ({ stage, lineitems, validuntil, datecreated }: Values) =>
  [stage, lineitems, validuntil, datecreated].some((value) => value !== undefined);

/** What is offered changes where its client can accept it, before or afterwards. */
function movesMoney(): EffectOf {
  return {
    effect: 'money',
    of: (values) => (touchesOffer(values) ? isOpen(values.stage) || 'record' : false),
    read: async (call) => isOpen((await namedRow(quoteRecord, call)).stage),
  };
}

/** The client area shows all but drafts. */
function isShown(): EffectOf {
  return {
    effect: 'mail',
    of(values) {
      if (values.stage !== undefined) return values.stage !== 'Draft';
      return quoteChangesShown.some((name) => values[name] !== undefined) ? 'record' : false;
    },
    read: async (call) => (await namedRow(quoteRecord, call)).stage !== 'Draft',
  };
}

/** What a client has accepted would read otherwise than what they accepted. */
function rewritesAccepted(): EffectOf {
  return {
    effect: 'impersonation',
    of: (values) => (quoteChangesShown.some((name) => values[name] !== undefined) ? 'record' : false),
    read: async (call) => (await namedRow(quoteRecord, call)).stage === 'Accepted',
  };
}

const quoteChangesShown = ['subject', 'validuntil', 'datecreated', 'lineitems', 'proposal', 'customernotes'];

/** A draft that stays one reaches nobody. */
async function reachedByChange(call: ReachCall): Promise<Reached> {
  const { stage } = await namedRow(quoteRecord, call);
  const after = call.values.stage ?? stage;
  const reached = await quoteReached(call);
  return after === 'Draft' && reached.copies === undefined ? { recipients: [] } : reached;
}

const LINES = 'items.item';

/** The lines that the call leaves. */
function linesAfter(values: Values, rows: readonly Body[]): EditedLine[] {
  const given = linesOf(values.lineitems);
  const byId = new Map(given.flatMap((one) => (one.id === undefined ? [] : [[one.id, one] as const])));
  const kept = rows.map(presentLine).map((row) => byId.get(row.id) ?? row);
  return [...kept, ...given.filter(isNew)];
}

/** The greatest of what it comes to before, after and without its discounts, and the differences. */
async function changedQuote(call: ReadCall): Promise<Stake> {
  const { values } = call;
  if (!touchesOffer(values)) return NOTHING_AT_STAKE;
  const quote = await namedRow(quoteRecord, call);
  const rows = listAt(quote, LINES);
  if (
    linesOf(values.lineitems).some(({ id }) => id !== undefined && !rows.some((row) => idOf(row.id) === id))
  )
    throw new NoStake('the quote has no such line');
  const total = plainAmount(quote.total, 'the total');
  const amounts = [total, grossOf(quote)];
  if (values.lineitems === undefined) return atStake(amounts, await quoteCurrency(call, quote));
  const after = linesAfter(values, rows);
  const rates = after.some(({ taxable }) => taxable)
    ? await clientTaxRates(call, idOf(quote.userid))
    : NO_TAX;
  const charged = chargesOf(after.map(afterDiscount), rates);
  const full = chargesOf(after.map(beforeDiscount), rates);
  const differences = charged.map((amount) => amount.minus(total));
  return atStake([...amounts, ...charged, ...full, ...differences], await quoteCurrency(call, quote));
}

const totalOf = (lines: readonly EditedLine[]): Decimal => sum(lines.map(lineTotal));

function sumSentence(values: Values, rows: readonly Body[], currency: string): string | undefined {
  if (values.lineitems === undefined) return undefined;
  const [before, after] = [totalOf(rows.map(presentLine)), totalOf(linesAfter(values, rows))];
  return `The lines add up to ${money(before, currency)} before and ${money(after, currency)} after, before tax.`;
}

function lineSentences({ lineitems }: Values, rows: readonly Body[], currency: string): string[] {
  const present = new Map(rows.map(presentLine).map((row) => [row.id, row]));
  return linesOf(lineitems).map((one) => {
    if (one.id === undefined) return `New line: ${lineText(one, currency)}.`;
    const old = present.get(one.id);
    return `Line ${one.id}: ${old === undefined ? '(not shown)' : lineText(old, currency)} → ${lineText(one, currency)}.`;
  });
}
