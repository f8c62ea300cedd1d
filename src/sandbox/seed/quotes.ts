import type { Quote } from '../records/billing.js';
import type { Client } from '../records/people.js';
import { addDays, NO_DATE } from '../values/dates.js';

const FIRST_QUOTE_ID = 501;
const FIRST_LINE_ID = 551;

/** Quotes with their lines: description, quantity, cents each, percent off, taxed. */
const QUOTES: readonly {
  subject: string;
  stage: string;
  clientId: number;
  daysAgo: number;
  lines: [string, number, number, string, boolean][];
}[] = [
  {
    subject: 'Web shop for the bakery',
    stage: 'Draft',
    clientId: 7,
    daysAgo: 3,
    lines: [
      ['Design', 8, 7500, '0.00', true],
      ['Web Pro, one year', 1, 24950, '10.00', true],
    ],
  },
  {
    subject: 'Two servers & a firewall',
    stage: 'Delivered',
    clientId: 25,
    daysAgo: 12,
    lines: [
      ['VPS Large, one year', 2, 45000, '5.00', true],
      ['Firewall set-up', 1, 12000, '0.00', false],
    ],
  },
  {
    subject: 'Relocation of mail',
    stage: 'Accepted',
    clientId: 5,
    daysAgo: 60,
    lines: [['Mailboxes moved', 14, 500, '0.00', true]],
  },
  {
    subject: 'Branding package',
    stage: 'On Hold',
    clientId: 22,
    daysAgo: 30,
    lines: [['Workshop', 1, 60000, '0.00', true]],
  },
  {
    subject: 'Reseller start',
    stage: 'Lost',
    clientId: 27,
    daysAgo: 90,
    lines: [['Reseller 25, one year', 1, 39000, '0.00', true]],
  },
  { subject: 'Enquiry of a visitor', stage: 'Dead', clientId: 0, daysAgo: 140, lines: [] },
];

export function writeQuotes(today: string, clients: readonly Client[]): Quote[] {
  let lineId = FIRST_LINE_ID;
  return QUOTES.map((plan, position): Quote => {
    const created = addDays(today, -plan.daysAgo);
    const client = clients.find((one) => one.id === plan.clientId);
    const sent = plan.stage === 'Draft' ? NO_DATE : addDays(created, 1);
    return {
      id: FIRST_QUOTE_ID + position,
      subject: plan.subject,
      stage: plan.stage,
      validUntil: addDays(created, 30),
      clientId: plan.clientId,
      firstName: client ? '' : 'Pat',
      lastName: client ? '' : 'Visitor',
      companyName: '',
      email: client ? '' : 'pat.visitor@example.org',
      address1: '',
      address2: '',
      city: '',
      state: '',
      postcode: '',
      country: client?.country ?? 'GB',
      phone: '',
      taxId: '',
      currencyId: client?.currencyId ?? 1,
      proposal: '',
      customerNotes: '',
      adminNotes: '',
      dateCreated: created,
      lastModified: sent === NO_DATE ? created : sent,
      dateSent: sent,
      dateAccepted: plan.stage === 'Accepted' ? addDays(created, 5) : NO_DATE,
      lines: plan.lines.map(([description, quantity, unitPrice, discount, taxable]) => ({
        id: lineId++,
        description,
        quantity,
        unitPrice,
        discount,
        taxable,
      })),
    };
  });
}
