import { type Call, fail, type Handlers, type Reply } from '../../call.js';
import { currencyOf } from '../../effects/billing.js';
import { mailDomain, registerDomain, runRegistrar, transferDomain } from '../../effects/provisioning.js';
import type { Currency, TldPrice } from '../../records/catalog.js';
import type { Domain } from '../../records/holdings.js';
import { html, type Json } from '../../reply.js';
import { byId } from '../../state.js';
import { addMonths } from '../../values/dates.js';
import { amount, type Cents } from '../../values/money.js';
import { fullNameOf } from '../clients/client-rows.js';

const IDN_LANGUAGES = ['eng', 'fre', 'ger', 'spa', 'pol', 'dut'];

/** Those that are switched on, by system name. */
export const REGISTRARS = [
  ['enom', 'Enom'],
  ['opensrs', 'OpenSRS'],
  ['email', 'Email'],
] as const;

/** Some actions take the id or the name, others the id alone; their words for "not found" differ too. */
export function domainOf(call: Call, message: string, byName: boolean): Domain {
  const { params, state } = call;
  const found = params.given('domainid')
    ? byId(state.domains, params.int('domainid'))
    : byName && state.domains.find((domain) => domain.name === params.text('domain').toLowerCase());
  return found || fail(message);
}

function domainRegister(call: Call): Reply {
  const domain = domainOf(call, 'Domain Not Found', true);
  const language = call.params.text('idnlanguage');
  if (language !== '' && !IDN_LANGUAGES.includes(language)) {
    fail(`Invalid IDN Language. Must be one of: ${IDN_LANGUAGES.join(', ')}`);
  }
  registerDomain(call, domain);
  if (language !== '') domain.idnLanguage = language;
  mailDomain(call, domain, 'Register');
  return { result: 'success' };
}

function domainTransfer(call: Call): Reply {
  const domain = domainOf(call, 'Domain Not Found', true);
  const code = call.params.text('eppcode') || domain.eppCode;
  if (code === '') fail('Registrar Error: an authorisation code is required to transfer this domain');
  transferDomain(call, domain);
  domain.eppCode = code;
  mailDomain(call, domain, 'Transfer');
  return { result: 'success' };
}

function domainRenew(call: Call): Reply {
  const domain = domainOf(call, 'Domain Not Found', true);
  if (domain.status !== 'Active' && domain.status !== 'Expired' && domain.status !== 'Grace') {
    fail('Registrar Error: the domain is not registered here');
  }
  const years = call.params.int('regperiod') || domain.years;
  runRegistrar(call, domain, 'Renew', { years });
  domain.expiryDate = addMonths(domain.expiryDate, 12 * years);
  domain.nextDueDate = domain.expiryDate;
  domain.status = 'Active';
  mailDomain(call, domain, 'Renew');
  return { result: 'success' };
}

/** The contacts that a registrar shows: those it was given, else those of its client. */
export function contactsOf(call: Call, domain: Domain): Record<string, Record<string, Json>> {
  const client = byId(call.state.clients, domain.clientId);
  if (domain.status !== 'Active' || !client) fail('Registrar Error: the domain is not registered here');
  const holder = {
    First_Name: client.firstName,
    Last_Name: client.lastName,
    Organisation_Name: client.companyName === '' ? null : client.companyName,
    Job_Title: null,
    Email: client.email,
    Address_1: client.address1,
    Address_2: client.address2,
    City: client.city,
    State: client.state,
    Postcode: client.postcode,
    Country: client.country,
    Phone: client.phone,
  };
  const desk = {
    'Full Name': fullNameOf(client),
    Email: 'hostmaster@example.com',
    Phone: '+44.1632960000',
  };
  const usual =
    domain.registrar === 'enom' ? { Registrant: holder, Admin: desk, Tech: desk } : { Registrant: holder };
  return { ...usual, ...domain.contacts };
}

/** The blocks depend on the registrar module: one gives objects, the other JSON text in a field. */
function domainGetWhoisInfo(call: Call): Reply {
  const domain = domainOf(call, 'Domain ID Not Found', false);
  const blocks = Object.entries(contactsOf(call, domain)).map(([contact, fields]): [string, Json] => {
    const shown = Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? html(value) : value]),
    );
    return [contact, domain.registrar === 'enom' ? shown : JSON.stringify(shown)];
  });
  return { result: 'success', ...Object.fromEntries(blocks) };
}

function domainGetNameservers(call: Call): Reply {
  const domain = domainOf(call, 'Domain ID Not Found', false);
  if (domain.registrar === 'email') fail('Registrar Function Not Supported');
  if (domain.registrar === '') fail('An invalid configuration was detected with the registrar module');
  const servers = domain.nameservers.map((name, position) => [`ns${position + 1}`, name]);
  return { result: 'success', ...Object.fromEntries(servers) };
}

/** Sends name servers to the registrar, all of them at once. */
export function saveNameservers(call: Call, domain: Domain): void {
  const { params } = call;
  if (!params.given('ns1') || !params.given('ns2')) fail('ns1 and ns2 required');
  const names = ['ns1', 'ns2', 'ns3', 'ns4', 'ns5']
    .map((name) => params.text(name))
    .filter((name) => name !== '');
  runRegistrar(call, domain, 'SaveNameservers', { values: names });
  domain.nameservers = names;
}

function domainUpdateNameservers(call: Call): Reply {
  saveNameservers(call, domainOf(call, 'Domain ID Not Found', true));
  return { result: 'success' };
}

function domainGetLockingStatus(call: Call): Reply {
  const domain = domainOf(call, 'Domain ID Not Found', false);
  return { result: 'success', lockstatus: domain.locked ? 'locked' : 'unlocked' };
}

/** Without `lockstatus` the domain is unlocked: an absent PHP flag is false. */
function domainUpdateLockingStatus(call: Call): Reply {
  const domain = domainOf(call, 'Domain ID Not Found', false);
  const locked = call.params.flag('lockstatus');
  runRegistrar(call, domain, 'SaveRegistrarLock', { values: [locked ? 'locked' : 'unlocked'] });
  domain.locked = locked;
  return { result: 'success' };
}

function getTldPricing(call: Call): Reply {
  const { params, state } = call;
  const client = byId(state.clients, params.int('clientid'));
  const currency = client
    ? currencyOf(state, client)
    : (byId(state.currencies, params.int('currencyid')) ?? currencyOf(state, undefined));
  return {
    result: 'success',
    currency: { ...currency },
    pricing: Object.fromEntries(state.tldPrices.map((price) => [price.tld, tldRow(price, currency)])),
  };
}

function tldRow(price: TldPrice, currency: Currency): Json {
  const thousandths = Math.round(Number(currency.rate) * 1000);
  const convert = (cents: Cents) => (cents < 0 ? '-1' : amount(Math.round((cents * thousandths) / 1000)));
  // PHP prints an empty map as a list, so a TLD without transfers has `[]` here.
  const years = (prices: Record<string, Cents>): Json => {
    const rows = Object.entries(prices).map(([year, cents]) => [year, convert(cents)] as const);
    return rows.length === 0 ? [] : Object.fromEntries(rows);
  };
  return {
    tld: price.tld,
    categories: price.categories,
    addons: { dns: false, email: false, idprotect: true },
    group: '',
    register: years(price.register),
    transfer: years(price.transfer),
    renew: years(price.renew),
    grace_period: price.grace ? { days: price.grace.days, price: convert(price.grace.price) } : null,
    redemption_period: null,
  };
}

/** A name that is held here is taken, and so is whatever begins with `taken`; WHOIS servers of other endings are not known. */
function domainWhois(call: Call): Reply {
  const name = call.params.text('domain').toLowerCase();
  const tld = name.slice(name.indexOf('.') + 1);
  if (!/^[^.\s]+\.[^\s]+$/.test(name)) fail('Domain not valid');
  if (!call.state.tldPrices.some((price) => price.tld === tld)) {
    fail('The given TLD is not supported for WHOIS lookups');
  }
  const taken = name.startsWith('taken') || call.state.domains.some((domain) => domain.name === name);
  return {
    result: 'success',
    status: taken ? 'unavailable' : 'available',
    whois: html(
      taken ? `Domain Name: ${name.toUpperCase()}\nRegistrant: Somebody Else` : `No match for ${name}`,
    ),
  };
}

function getRegistrars(): Reply {
  const registrars = REGISTRARS.map(([module, name]) => ({ module, display_name: name }));
  return { result: 'success', totalresults: registrars.length, registrars };
}

export const domainActions: Handlers = {
  DomainRegister: domainRegister,
  DomainTransfer: domainTransfer,
  DomainRenew: domainRenew,
  DomainGetWhoisInfo: domainGetWhoisInfo,
  DomainGetNameservers: domainGetNameservers,
  DomainUpdateNameservers: domainUpdateNameservers,
  DomainGetLockingStatus: domainGetLockingStatus,
  DomainUpdateLockingStatus: domainUpdateLockingStatus,
  GetTLDPricing: getTldPricing,
  DomainWhois: domainWhois,
  GetRegistrars: getRegistrars,
};
