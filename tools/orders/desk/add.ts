import {
  confirmation,
  idOf,
  may,
  named,
  need,
  type ReadCall,
  type Values,
  whereArgs,
  whereGiven,
  whereRecord,
  write,
} from '../../../src/catalog/index.js';
import { clientRecord, endMade, namedRow, onlyIn, plainAmount } from '../../../src/records/index.js';
import { knownGateway } from '../../billing/gateways.js';
import { offeredDomains, offeredProducts } from './offered.js';
import { orderFound } from './order-found.js';
import { orderItem, orderNameservers, parallel } from './order-items.js';
import { previewOrder } from './order-preview.js';
import { orderStake } from './order-price.js';

export const addOrder = write('whmcs_add_order', {
  title: 'Enter an order',
  about:
    'Order products and domains for a client, with an invoice and mails unless noinvoice, noinvoiceemail, noemail; no rootpw, no EPP codes. It is Pending: whmcs_accept_order sets it up. Undone by whmcs_cancel_order.',
  action: 'AddOrder',
  // No read shows whose a contact is, or to whom an affiliate id leads.
  whose: named({ unproven: ['contactid', 'affid'] }),
  names: { client: ['clientid'] },
  money: orderStake,
  effects: [
    'money',
    whereArgs('mail', sendsMail),
    // Who holds a domain, and where it points to.
    whereGiven('control', 'contactid', 'nameservers'),
    // It stands there as the address that the client ordered from.
    whereGiven('impersonation', 'clientip'),
    whereRecord('irreversible', hasCredit, isInvoiced),
    whereRecord('provisioning', hasCredit, isInvoiced),
  ],
  says: ['items'],
  args: {
    clientid: need.id(),
    paymentmethod: need.text('System name, from whmcs_get_payment_methods'),
    items: need.rows(orderItem, 'Each with pid, or with domain and domaintype, or with all three', parallel),
    nameservers: orderNameservers(),
    promocode: may.text('From whmcs_get_promotions'),
    promooverride: may.flag('Also for products that it is not for'),
    affid: may.id('Affiliate'),
    contactid: may.id('Contact for the domains'),
    noinvoice: may.flag('Make no invoice'),
    noinvoiceemail: may.flag('Do not mail the invoice'),
    noemail: may.flag('No order confirmation'),
    clientip: may.ip(),
    // Left out: rootpw and eppcode, which are credentials in a list; domainfields, renewals, and orders of addons alone.
  },
  before: [knownGateway('paymentmethod'), offeredProducts, offeredDomains],
  hopeless: onlyIn(clientRecord, 'takes orders only of', ['Active', 'Inactive']),
  result: confirmation({ makes: 'orderid' }),
  done: (_args, result) =>
    `Order ${idOf(result.orderid) ?? ''} is Pending${idOf(result.invoiceid) === undefined ? '' : `, invoice ${idOf(result.invoiceid)} is made`}.`,
  errors: {
    nothingBegun: [
      'Client ID Not Found',
      'Unable to add order when client status is Closed',
      'Invalid Payment Method. Valid options include…',
      'Addon ID invalid',
      'Service ID not owned by Client ID provided',
      "Domain status is set to '…",
      'Domain not owned by Client ID provided',
      'No items added to cart so order cannot proceed',
      'Expecting parameter …',
      'Service ID …',
    ],
  },

  readBack: orderFound,

  undo: endMade({
    what: 'order',
    result: 'orderid',
    tool: 'whmcs_cancel_order',
    idArg: 'orderid',
    leaves: 'The order stays, as Cancelled. Its mails are not called back.',
  }),

  preview: previewOrder,

  sample: {
    least: {
      clientid: 1,
      paymentmethod: 'paypal',
      items: [{ pid: 1, billingcycle: 'monthly', domain: 'example.com' }],
    },
    most: {
      clientid: 1,
      paymentmethod: 'paypal',
      items: [
        {
          pid: 1,
          qty: 1,
          billingcycle: 'annually',
          domain: 'example.com',
          domaintype: 'register',
          regperiod: 1,
          idnlanguage: 'ger',
          priceoverride: '50.00',
          domainpriceoverride: '10.00',
          domainrenewoverride: '12.00',
          customfields: [{ id: 1, value: 'x' }],
          dnsmanagement: false,
          emailforwarding: false,
          idprotection: false,
        },
        { pid: 1, hostname: 'vps.example.com', ns1prefix: 'ns1', ns2prefix: 'ns2' },
        { domain: 'example.net', domaintype: 'transfer' },
      ],
      nameservers: ['ns1', 'ns2', 'ns3', 'ns4', 'ns5'].map((host) => `${host}.example.com`),
      promocode: 'WELCOME10',
      promooverride: true,
      affid: 1,
      contactid: 1,
      noinvoice: false,
      noinvoiceemail: true,
      noemail: true,
      clientip: '192.0.2.1',
    },
    more: [
      {
        clientid: 1,
        paymentmethod: 'paypal',
        items: [{ pid: 1, addons: [1, 2], configoptions: [{ id: 1, value: 4 }] }],
      },
    ],
  },
});

function isInvoiced({ noinvoice }: Values): boolean {
  return noinvoice !== true;
}

function sendsMail(values: Values): boolean {
  return values.noemail !== true || (isInvoiced(values) && values.noinvoiceemail !== true);
}

/** WHMCS may pay the invoice out of credit by itself, and set up what is paid. */
async function hasCredit(call: ReadCall): Promise<boolean> {
  const { credit } = await namedRow(clientRecord, call);
  return !plainAmount(credit, 'the credit').eq(0);
}
