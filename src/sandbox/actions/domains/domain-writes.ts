import { decoded } from '../../../entities.js';
import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { currencyOf } from '../../effects/billing.js';
import { runRegistrar } from '../../effects/provisioning.js';
import type { Domain } from '../../records/holdings.js';
import { byId } from '../../state.js';
import { NO_DATE, readMoment } from '../../values/dates.js';
import { contactsOf, domainOf, REGISTRARS, saveNameservers } from './domains.js';

/** Texts of the record itself, by parameter. */
const TEXTS = {
  domain: 'name',
  registrar: 'registrar',
  paymentmethod: 'gateway',
  subscriptionid: 'subscriptionId',
  status: 'status',
  notes: 'notes',
} as const;
const DAYS = { regdate: 'regDate', nextduedate: 'nextDueDate', expirydate: 'expiryDate' } as const;
const SUMS = { firstpaymentamount: 'firstPayment', recurringamount: 'recurring' } as const;
const NUMBERS = { regperiod: 'years', promoid: 'promoId' } as const;
const FLAGS = {
  dnsmanagement: 'dnsManagement',
  emailforwarding: 'emailForwarding',
  idprotection: 'idProtection',
  donotrenew: 'doNotRenew',
} as const;

const entriesOf = <T extends object>(table: T) => Object.entries(table) as [keyof T & string, T[keyof T]][];

/** docs: api-reference/updateclientdomain.md. What is empty is left as it is; a registrar hears of name servers alone. */
function updateClientDomain(call: Call): Reply {
  const { params } = call;
  const domain = domainOf(call, 'Domain ID Not Found', false);
  const isKnown = REGISTRARS.some(([module]) => module === params.text('registrar'));
  if (params.given('registrar') && !isKnown) fail('The Registrar is not active');
  for (const [name, field] of entriesOf(TEXTS)) if (params.given(name)) domain[field] = params.text(name);
  for (const [name, field] of entriesOf(SUMS)) if (params.given(name)) domain[field] = params.cents(name);
  for (const [name, field] of entriesOf(NUMBERS)) if (params.given(name)) domain[field] = params.int(name);
  for (const [name, field] of entriesOf(FLAGS)) if (params.given(name)) domain[field] = params.flag(name);
  for (const [name, field] of entriesOf(DAYS)) {
    if (params.given(name)) domain[field] = readMoment(params.text(name))?.slice(0, 10) ?? NO_DATE;
  }
  if (params.given('type')) domain.type = params.text('type') === 'Transfer' ? 'Transfer' : 'Register';
  if (params.flag('autorecalc')) domain.recurring = renewalOf(call, domain);
  call.log(`Modified Domain - Domain ID: ${domain.id}`, domain.clientId);
  if (params.flag('updatens')) saveNameservers(call, domain);
  return { result: 'success', domainid: String(domain.id) };
}

/** What the price list asks for its period, in the currency of its client. */
function renewalOf(call: Call, domain: Domain): number {
  const { state } = call;
  const tld = domain.name.slice(domain.name.indexOf('.') + 1);
  const cents = state.tldPrices.find((price) => price.tld === tld)?.renew[String(domain.years)];
  if (cents === undefined || cents < 0) return domain.recurring;
  const { rate } = currencyOf(state, byId(state.clients, domain.clientId));
  return Math.round(cents * Number(rate));
}

const folded = (name: string) => name.replaceAll(' ', '_').toLowerCase();

/** Elements of XML right inside a text, by name. */
function elementsIn(xml: string): [name: string, inner: string][] {
  return [...xml.matchAll(/<([\w.-]+)>([\s\S]*?)<\/\1>/g)].map(([, name = '', inner = '']) => [name, inner]);
}

/** docs: api-reference/domainupdatewhoisinfo.md. A registrar takes each contact whole: what is not given is empty then. */
function domainUpdateWhoisInfo(call: Call): Reply {
  const domain = domainOf(call, 'Domain ID Not Found', false);
  const xml = call.params.text('xml');
  if (xml === '') fail('XML Required');
  const present = contactsOf(call, domain);
  const contacts = elementsIn(xml).flatMap(([, inner]) => elementsIn(inner));
  runRegistrar(call, domain, 'SaveContactDetails', { values: contacts.map(([contact]) => contact) });
  for (const [contact, inner] of contacts) {
    const given = new Map(elementsIn(inner).map(([name, value]) => [folded(name), decoded(value)] as const));
    const names = Object.keys(present[contact] ?? {});
    domain.contacts[contact] = Object.fromEntries(names.map((name) => [name, given.get(folded(name)) ?? '']));
  }
  return { result: 'success' };
}

/** docs: api-reference/domaintoggleidprotect.md. Without `idprotect` it is switched off: an absent PHP flag is false. */
function domainToggleIdProtect(call: Call): Reply {
  const domain = domainOf(call, 'Domain ID Not Found', false);
  const isOn = call.params.flag('idprotect');
  runRegistrar(call, domain, 'IDProtectToggle', { values: [isOn ? 'on' : 'off'] });
  domain.idProtection = isOn;
  return { result: 'success' };
}

/** docs: api-reference/domainrequestepp.md. One registrar answers with the code, spelled for a page; others mail it to the holder. */
function domainRequestEpp(call: Call): Reply {
  const domain = domainOf(call, 'Domain ID Not Found', false);
  if (domain.registrar === 'email') fail('Registrar Function Not Supported');
  contactsOf(call, domain);
  runRegistrar(call, domain, 'GetEPPCode');
  return {
    result: 'success',
    ...(domain.registrar === 'enom' ? { eppcode: `not&amp;real-${domain.id}` } : {}),
  };
}

export const domainWriteActions: Handlers = {
  UpdateClientDomain: updateClientDomain,
  DomainUpdateWhoisInfo: domainUpdateWhoisInfo,
  DomainToggleIdProtect: domainToggleIdProtect,
  DomainRequestEPP: domainRequestEpp,
};
