import {
  type Body,
  type Conflict,
  type ConflictRule,
  confirmation,
  idOf,
  listAt,
  may,
  named,
  need,
  type ReadBack,
  type ReadCall,
  type Stake,
  timingOf,
  write,
} from '../../../src/catalog/index.js';
import { sum } from '../../../src/decimal.js';
import { capital, counted, listed, MAIL_STAYS, where } from '../../../src/prose/index.js';
import {
  atStake,
  chargesOf,
  clientCurrency,
  clientFacts,
  clientTaxRates,
  hasList,
  NoStake,
  personOf,
  untold,
} from '../../../src/records/index.js';
import { itemLines, namesItems, othersItems, pricesOfNamed } from './due-items.js';

export const generateInvoices = write('whmcs_generate_invoices', {
  title: 'Invoice what is due',
  about:
    'Invoice the services, domains and addons of one client that are named, or all that WHMCS finds due of it, billable items included; mails the invoices unless noemails. For all clients the daily cron does it. No deletion: an invoice can be set Cancelled.',
  action: 'GenInvoices',
  whose: named({ within: async (call) => (await othersItems(call)).length === 0 }),
  names: { client: ['clientid'] },
  money: dueStake,
  effects: ['money', 'irreversible', 'mail?!noemails'],
  args: {
    // Without one, WHMCS invoices every client there is: a person starts that in WHMCS.
    clientid: need.id(),
    serviceids: may.ids('Services of the client'),
    domainids: may.ids('Domains of the client'),
    addonids: may.ids('Addons of the client, by their own id'),
    noemails: may.alwaysFlag('Do not mail them'),
  },
  conflicts: againstOthers,
  result: confirmation(),
  done({ clientid }, result) {
    const made = idOf(result.numcreated);
    const latest = idOf(result.latestinvoiceid) ?? 0;
    const last = latest === 0 || made === 0 ? '' : `, the last of them invoice ${latest}`;
    return made === undefined
      ? `What was due of client ${clientid} is invoiced${last}.`
      : `${capital(counted(made, 'invoice'))} ${made === 1 ? 'is' : 'are'} made for client ${clientid}${last}.`;
  },
  errors: { nothingBegun: ['Client ID Not Found'] },

  readBack: newInvoices(),

  undo: {
    leaves:
      'The invoice stays, as Cancelled; its mail is not called back, and WHMCS does not invoice the same period again by itself.',
    call(_args, _kept, result) {
      const latest = idOf(result.latestinvoiceid) ?? 0;
      return idOf(result.numcreated) === 1 && latest > 0
        ? { tool: 'whmcs_update_invoice', args: { invoiceid: latest, status: 'Cancelled' } }
        : 'Each invoice that it made can be set Cancelled with whmcs_update_invoice; whmcs_get_invoices lists them, newest first with orderby id and order desc.';
    },
  },

  async preview(scene) {
    const { values } = scene;
    const person = await personOf(scene, Number(values.clientid));
    const lines = await itemLines(scene, person.currency);
    const isNamed = namesItems(values);
    const more = lines.slice(MOST_LINES);
    return {
      title: isNamed
        ? `Invoice ${counted(lines.length, 'item')} of ${person.label}`
        : `Invoice all that is due of ${person.label}`,
      sentences: [
        person.whose,
        isNamed
          ? 'An invoice is made of what is named, also before it is due.'
          : 'WHMCS makes invoices of all that it finds due, billable items included, which the API does not list.',
        ...lines.slice(0, MOST_LINES).map(({ line }) => `${capital(line)}.`),
        where(more.length > 0, `Details show ${counted(more.length, 'more')}.`),
        where(lines.length === 0 && !isNamed, 'No service, domain or addon of the client is running.'),
        'What is invoiced already is not invoiced again. WHMCS may pay the invoice from credit at once, where it is set to.',
        values.noemails === true
          ? 'The invoices are not mailed.'
          : `The invoices are mailed to ${person.mail}.`,
      ],
      irreversible: [
        'An invoice is not deleted again: it can only be set to Cancelled.',
        where(values.noemails !== true, MAIL_STAYS),
      ],
      gentler: isNamed
        ? where(values.noemails !== true, 'Make it without the mail (noemails) and look at it first.')
        : 'Name what is to be invoiced (serviceids, domainids, addonids).',
      details: more.map(({ line }) => ({ label: 'also', value: line })),
      snapshot: {
        ...clientFacts(person),
        'client.currency': person.client?.currency,
        'client.items': lines.map(({ fact }) => fact),
        'mail.to': values.noemails === true ? undefined : person.client?.email,
      },
    };
  },

  sample: {
    least: { clientid: 1 },
    most: { clientid: 1, serviceids: [1, 2], domainids: [1], addonids: [1], noemails: true },
  },
});

const MOST_LINES = 5;

/** WHMCS invoices whatever it is given the id of, whoever's it is. */
async function againstOthers(call: Parameters<ConflictRule>[0]): Promise<readonly Conflict[]> {
  const others = await othersItems(call);
  return others.length === 0
    ? []
    : [
        {
          says: `Client ${Number(call.values.clientid)} has no ${listed(others).replace(/ and ([^,]*)$/, ' or $1')}.`,
          certain: true,
        },
      ];
}

/** What is named, with tax. Of all that is due nobody can tell: billable items are among it, which no read lists. */
async function dueStake(call: ReadCall): Promise<Stake> {
  if (!namesItems(call.values)) throw new NoStake('what is due does not show');
  const client = Number(call.values.clientid);
  const amount = sum(await pricesOfNamed(call));
  const rates = await clientTaxRates(call, client);
  return atStake(chargesOf([{ amount, taxed: true }], rates), await clientCurrency(call, client));
}

const INVOICES = 'invoices.invoice';

function newInvoices(): ReadBack {
  const own = (reply: Body, clientid: unknown) =>
    listAt(reply, INVOICES).filter((row) => Number(row.userid) === clientid);
  return {
    action: 'GetInvoices',
    params: (args) => ({ userid: Number(args.clientid), orderby: 'id', order: 'desc', limitnum: 100 }),
    keep: (reply, args) =>
      hasList(reply, INVOICES)
        ? { newest: own(reply, args.clientid).reduce((top, { id }) => Math.max(top, idOf(id) ?? 0), 0) }
        : undefined,
    tells(reply, args, at) {
      if (!hasList(reply, INVOICES))
        return untold(`WHMCS does not list the invoices of client ${args.clientid}`);
      const newest = at.prior?.newest;
      const fresh = own(reply, args.clientid).filter((row) =>
        typeof newest === 'number' ? (idOf(row.id) ?? 0) > newest : timingOf(row.created_at, at) === 'then',
      );
      if (fresh.length === 0)
        return untold(`client ${args.clientid} has no newer invoice, and there may have been nothing due`);
      const says = `client ${args.clientid} has ${counted(fresh.length, 'newer invoice')}, among them invoice ${idOf(fresh[0]?.id)}`;
      return typeof newest === 'number' || args.repeat_of === undefined ? { done: true, says } : untold(says);
    },
  };
}
