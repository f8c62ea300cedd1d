import {
  type Body,
  confirmation,
  may,
  named,
  need,
  refuse,
  type Scene,
  type Values,
  whereArgs,
  write,
} from '../../../src/catalog/index.js';
import { amountOf } from '../../../src/decimal.js';
import { capital, counted, isChanged, money, quoted, where, word } from '../../../src/prose/index.js';
import {
  type Change,
  changesOf,
  changesSomething,
  type Domain,
  domainQueue,
  domainRecord,
  heldDomain,
  holds,
  lookPrices,
  pricesInWords,
  setBack,
  shownChanges,
  untold,
  whereChanged,
} from '../../../src/records/index.js';
import { knownGateway, knownIn } from '../../billing/gateways.js';
import { movedDueDate } from '../../services/desk/terms/changed-terms.js';
import { listOrAmount } from '../../services/desk/terms/recalculated.js';
import { NAMESERVERS, readNameservers } from '../registrar-reads.js';
import { changedDomainStake, domainChanges, MOVE_MONEY, timesRenewed, yearsAfter } from './domain-changes.js';

const [status = '', ...statuses] = domainRecord.statuses;

const CHANGES = {
  domainid: need.id(),
  domain: may.domain('New name in the record'),
  registrar: may.text('System name, from whmcs_get_registrars'),
  status: may.choice([status, ...statuses], 'Of the record alone: no registrar is called'),
  type: may.choice(['Register', 'Transfer'], 'What accepting its order does'),
  regdate: may.date(),
  nextduedate: may.date(),
  expirydate: may.date('In the record; renewing is whmcs_renew_domain'),
  firstpaymentamount: may.money('What it cost first', { sign: 'zero' }),
  recurringamount: may.money('What each period costs', { sign: 'zero' }),
  regperiod: may.int({ min: 1, max: 10 }, 'Years'),
  autorecalc: may.flag('Take the recurring amount from the price list'),
  paymentmethod: may.text('System name, from whmcs_get_payment_methods'),
  subscriptionid: may.text('At the gateway'),
  promoid: may.int({ min: 0, max: 2_147_483_647 }, 'Promotion; 0: none'),
  donotrenew: may.flag('true: ends at its expiry'),
  idprotection: may.flag('Of the record alone'),
  dnsmanagement: may.flag('Of the record alone'),
  emailforwarding: may.flag('Of the record alone'),
  notes: may.text('Seen by staff only', 65_535),
  updatens: may.flag('Send ns1 to ns5 to the registrar'),
  ns1: may.domain('Name server'),
  ns2: may.domain('Its second'),
  ns3: may.domain('Third'),
  ns4: may.domain('Fourth'),
  ns5: may.domain('Fifth'),
};

const held = holds(domainChanges);

export const updateClientDomain = write('whmcs_update_client_domain', {
  title: 'Update a domain',
  about:
    'Change the record of a domain: price, dates, status, registrar, renewal; with updatens also its name servers at the registrar. Renews and registers nothing. Setting it back undoes it, except name servers.',
  action: 'UpdateClientDomain',
  // A registrar acts on the domain of that name, whosever it is.
  whose: named({ unproven: ['domain', 'registrar', 'subscriptionid', 'promoid'] }),
  names: { domain: ['domainid'] },
  money: changedDomainStake,
  effects: [
    whereChanged('money', domainChanges, domainRecord, ...MOVE_MONEY),
    whereChanged('control', domainChanges, domainRecord, 'domain', 'registrar'),
    whereArgs('control', ({ updatens }) => updatens === true),
    whereArgs('registrar', ({ updatens }) => updatens === true),
    whereChanged('impersonation', domainChanges, domainRecord, 'regdate', 'expirydate'),
  ],
  says: ['domain'],
  printed: ['domain'],
  args: CHANGES,
  rules: [
    changesSomething(domainChanges),
    listOrAmount('recurringamount'),
    refuse(
      'ns1 to ns5 are saved only with updatens true',
      (args) => args.updatens !== true && hosts(args).length > 0,
    ),
    refuse(
      'updatens needs ns1 and ns2',
      ({ updatens, ns1, ns2 }) => updatens === true && (ns1 === undefined || ns2 === undefined),
    ),
    refuse(
      'for name servers alone use whmcs_update_domain_nameservers, which can be looked up and undone',
      (args) => args.updatens === true && Object.keys(args).every((name) => OF_NAMESERVERS.includes(name)),
    ),
  ],
  before: [
    knownGateway('paymentmethod'),
    // WHMCS refuses a registrar that is not switched on; told before a person is asked.
    knownIn('registrar', 'GetRegistrars', 'registrars', 'active registrar'),
  ],
  slow: true,
  sets: () => 'domain',
  result: confirmation({ names: 'domainid' }),
  done: isChanged('Domain', ['domainid']),
  errors: {
    nothingBegun: ['Domain ID Not Found', 'The Registrar is not active'],
    // The record may be changed before the name servers are looked at.
    leftOpen: ['ns1 and ns2 required', 'Registrar Error Message'],
    passesOn: 'the registrar',
  },

  // The record does not show name servers, and they are sent after it is changed, or before.
  readBack: {
    ...held,
    also: domainQueue,
    tells(reply, args, at) {
      const found = held.tells(reply, args, at);
      return args.updatens === true
        ? untold(`${found.says}; what its registrar has for name servers does not show there`)
        : found;
    },
  },

  undo: setBack('whmcs_update_client_domain', domainChanges, CHANGES, {
    otherwise: 'WHMCS does not show what was changed, so nothing was kept; a person can set it in WHMCS.',
  }),

  async preview(scene) {
    const { values } = scene;
    // The argument `domain` is the name that it gets.
    const subject = await heldDomain({ ...scene, values: { domainid: values.domainid } }, ({ id }) =>
      values.updatens === true ? readNameservers(scene.reads, id) : undefined,
    );
    const { domain, person, registrar, named: whose } = subject;
    const present = Object.fromEntries((subject.also ?? []).map((name, at) => [NAMESERVERS[at], name]));
    const fields: Body | undefined = domain && { ...domain.fields, ...present };
    const changes = changesOf(domainChanges, values, fields);
    const shown = shownChanges(changes, { apart: ['autorecalc'] });
    return {
      title: `Change ${whose}: ${shown.named}`,
      sentences: [
        ...subject.sentences,
        ...shown.sentences,
        await recalculatedSentence(scene, domain, person.currency),
        movedDueDate(fields, values, person.currency, chargingOf(domain, values)),
        where(
          values.updatens === true,
          `The name servers are changed at ${registrar} now: its web site and mail go where the new ones point.`,
        ),
        ...meanings(values, changes, fields, registrar),
      ],
      irreversible: [
        where(
          values.updatens === true,
          'Undoing this sets the record back alone: the old name servers are set with whmcs_update_domain_nameservers.',
        ),
      ],
      gentler: gentlerWay(values),
      details: shown.details,
      snapshot: { ...subject.facts, ...shown.former },
    };
  },

  sample: {
    least: { domainid: 1, nextduedate: '2026-04-15' },
    most: {
      domainid: 1,
      domain: 'example.com',
      registrar: 'enom',
      status: 'Active',
      type: 'Register',
      regdate: '2026-01-02',
      nextduedate: '2026-04-15',
      expirydate: '2026-05-01',
      firstpaymentamount: '12.00',
      recurringamount: '14.00',
      regperiod: 2,
      paymentmethod: 'paypal',
      subscriptionid: 'I-123',
      promoid: 1,
      donotrenew: true,
      idprotection: true,
      dnsmanagement: true,
      emailforwarding: false,
      notes: 'moved',
      updatens: true,
      ns1: 'ns1.example.net',
      ns2: 'ns2.example.net',
      ns3: 'ns3.example.net',
      ns4: 'ns4.example.net',
      ns5: 'ns5.example.net',
    },
    more: [{ domainid: 1, autorecalc: true }],
  },
});

const hosts = (values: Values) => NAMESERVERS.filter((name) => values[name] !== undefined);

const OF_NAMESERVERS: readonly string[] = ['domainid', 'updatens', 'repeat_of', ...NAMESERVERS];

function chargingOf(domain: Domain | undefined, values: Values) {
  if (domain === undefined) return undefined;
  const years = yearsAfter(values, domain.years);
  return {
    often: `every ${counted(years, 'year')}`,
    times: (days: number) => timesRenewed(years, days),
  };
}

/** What becomes of the recurring amount where the price list decides. */
async function recalculatedSentence(
  { values, reads, now }: Scene,
  domain: Domain | undefined,
  currency: string,
): Promise<string | undefined> {
  if (values.autorecalc !== true || domain === undefined) return undefined;
  const after = typeof values.domain === 'string' ? { ...domain, name: values.domain } : domain;
  const prices = await lookPrices(reads, after, 'renew', yearsAfter(values, domain.years), now);
  const list = prices && pricesInWords(prices).list;
  const present = money(amountOf(domain.fields.recurringamount), currency);
  return `The recurring amount becomes what the price list asks${list === undefined ? '' : `, ${list} before extras and promotions`}; today it is ${present}.`;
}

/** What the changes mean beyond the record. */
function meanings(
  values: Values,
  changes: readonly Change[],
  fields: Body | undefined,
  registrar: string,
): (string | undefined)[] {
  const differs = (...names: string[]) => changes.some(({ name, isSame }) => !isSame && names.includes(name));
  return [
    where(
      differs('status'),
      'The status of the record alone changes: no registrar is called, no mail is sent.',
    ),
    where(
      differs('donotrenew') && values.donotrenew === true,
      'It is not renewed any more: it ends at its expiry, and somebody else can register it then.',
    ),
    where(
      differs('registrar'),
      `${capital(registrar)} is not told: later commands go to ${quoted(values.registrar)}.`,
    ),
    where(
      differs('domain'),
      `What is done at its registrar from then on is done to ${quoted(values.domain)}, whosever that is.`,
    ),
    where(
      differs('regdate', 'expirydate'),
      'The record is dated otherwise than it was; its registrar is not asked.',
    ),
    where(
      differs('idprotection', 'dnsmanagement', 'emailforwarding'),
      `In the record alone: ${registrar} is not told, and what the extras cost does not show.`,
    ),
    where(
      differs('type'),
      `Accepting its order then ${values.type === 'Transfer' ? 'transfers it in' : 'registers it'}; it was ordered as ${word(fields?.regtype)}.`,
    ),
  ];
}

function gentlerWay({ status, updatens }: Values): string | undefined {
  if (status === 'Cancelled' || status === 'Expired')
    return 'Give donotrenew: it is kept until its expiry and not charged again.';
  return updatens === true
    ? 'Set the name servers with whmcs_update_domain_nameservers: that can be looked up and undone.'
    : undefined;
}
