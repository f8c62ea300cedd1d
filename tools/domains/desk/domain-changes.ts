import type { ReadCall, Stake, Values } from '../../../src/catalog/index.js';
import {
  atStake,
  changesOneOf,
  changesTo,
  clientCurrency,
  day,
  decimal,
  domainOf,
  domainRecord,
  domainStake,
  flag,
  NOTHING_AT_STAKE,
  NoStake,
  namedRow,
  number,
  plainAmount,
  sameInAnyCase,
  text,
  withTaxes,
} from '../../../src/records/index.js';
import { daysMoved } from '../../services/desk/terms/changed-stake.js';
import { recalculated } from '../../services/desk/terms/recalculated.js';

/** Shown by its registrar alone, and sent there beside the record. */
const nameserver = (position: number) =>
  text(`ns${position}`, { label: `name server ${position}`, weighty: true, settableBy: [] });

/** What a call can change of the record of a domain, by argument; weighty ones by weight. */
export const domainChanges = changesTo(domainRecord, {
  aside: ['domainid', 'updatens'],
  fields: {
    domain: text('domainname', { label: 'name', weighty: true, same: sameInAnyCase }),
    registrar: text('registrar', { weighty: true }),
    status: text('status', { weighty: true }),
    donotrenew: flag('donotrenew', { label: 'marked not to be renewed', weighty: true }),
    nextduedate: day('nextduedate', { label: 'next due date', weighty: true }),
    expirydate: day('expirydate', { label: 'expiry date', weighty: true }),
    recurringamount: decimal('recurringamount', { label: 'recurring amount', weighty: true }),
    firstpaymentamount: decimal('firstpaymentamount', { label: 'first payment', weighty: true }),
    regperiod: number('regperiod', { label: 'period in years', weighty: true }),
    autorecalc: recalculated('recurringamount'),
    type: text('regtype', { label: 'kind of order', weighty: true }),
    paymentmethod: text('paymentmethod', { label: 'payment method', weighty: true }),
    promoid: number('promoid', { label: 'promotion id', weighty: true }),
    subscriptionid: text('subscriptionid', { label: 'subscription at the gateway', weighty: true }),
    idprotection: flag('idprotection', { label: 'ID protection', weighty: true }),
    dnsmanagement: flag('dnsmanagement', { label: 'management of DNS' }),
    emailforwarding: flag('emailforwarding', { label: 'forwarding of mail' }),
    ns1: nameserver(1),
    ns2: nameserver(2),
    ns3: nameserver(3),
    ns4: nameserver(4),
    ns5: nameserver(5),
    regdate: day('regdate', { label: 'date of registration' }),
    notes: text('notes', { mayBeNormalized: true }),
  },
});

/** Extras with a price of their own, which no read shows, and a promotion. */
const UNTOLD = ['promoid', 'idprotection', 'dnsmanagement', 'emailforwarding'] as const;

/** What changes what a client is charged for a domain, how or when, or what it gets for that. */
export const MOVE_MONEY = [
  'status',
  'donotrenew',
  'nextduedate',
  'expirydate',
  'recurringamount',
  'firstpaymentamount',
  'regperiod',
  'autorecalc',
  'type',
  'paymentmethod',
  'subscriptionid',
  ...UNTOLD,
] as const;

const DAYS_IN_YEAR = 365;

/** How often a domain is charged in so many days, at most. */
export const timesRenewed = (years: number, days: number): number =>
  Math.ceil(Math.abs(days) / (DAYS_IN_YEAR * years));

export const yearsAfter = ({ regperiod }: Values, present: number): number =>
  typeof regperiod === 'number' ? regperiod : present;

const amountsGiven = ({ recurringamount, firstpaymentamount }: Values) =>
  [recurringamount, firstpaymentamount].filter((amount) => amount !== undefined);

/**
 * The greatest of what the domain costs before and after, what the price list asks where it decides, and what is not charged
 * between two due dates; with tax.
 */
export async function changedDomainStake(call: ReadCall): Promise<Stake> {
  const { values } = call;
  if (!(await changesOneOf(domainChanges, domainRecord, MOVE_MONEY, call))) return NOTHING_AT_STAKE;
  if (await changesOneOf(domainChanges, domainRecord, UNTOLD, call))
    throw new NoStake('what that does to the bill does not show');
  const row = await namedRow(domainRecord, call);
  const domain = domainOf(row);
  const years = yearsAfter(values, domain.years);
  const name = typeof values.domain === 'string' ? values.domain : domain.name;
  const isListed = ['autorecalc', 'regperiod', 'type'].some((argument) => values[argument] !== undefined);
  const listed = isListed
    ? await Promise.all(
        (['register', 'transfer', 'renew'] as const)
          .filter((kind) => kind === 'renew' || values.type !== undefined)
          .map((kind) => domainStake(call, [{ domain: { ...domain, name }, kind, years }])),
      )
    : [];
  const amounts = [
    ...[row.recurringamount, row.firstpaymentamount, ...amountsGiven(values)].map((amount) =>
      plainAmount(amount, 'an amount'),
    ),
    ...listed.flatMap((one) => one?.amount ?? []),
  ];
  const times = timesRenewed(Math.min(years, domain.years), daysMoved(row, values.nextduedate, 'domain'));
  const skipped = amounts.map((amount) => amount.times(times));
  return atStake(
    await withTaxes(call, domain.clientId, [...amounts, ...skipped]),
    await clientCurrency(call, domain.clientId),
  );
}
