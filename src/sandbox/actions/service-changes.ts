import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { priceOf } from '../effects/prices.js';
import { runModule } from '../effects/provisioning.js';
import { asText } from '../php/params.js';
import { readSerialized } from '../php/serialized.js';
import type { Service } from '../records/holdings.js';
import { html, nest, pageOf } from '../reply.js';
import { byId } from '../state.js';
import { NO_DATE, NO_MOMENT, readMoment } from '../values/dates.js';

/** Texts of the record itself, by parameter. */
const TEXTS = {
  domain: 'domain',
  paymentmethod: 'gateway',
  subscriptionid: 'subscriptionId',
  billingcycle: 'billingCycle',
  status: 'status',
  notes: 'notes',
  serviceusername: 'username',
  servicepassword: 'password',
  suspendreason: 'suspendReason',
  dedicatedip: 'dedicatedIp',
  assignedips: 'assignedIps',
} as const satisfies Readonly<Record<string, keyof Service>>;

/** What is set beside, by parameter and column, with its value in a new service. */
const BESIDE: Readonly<Record<string, string>> = {
  ns1: '',
  ns2: '',
  promoid: '0',
  diskusage: '0',
  disklimit: '0',
  bwusage: '0',
  bwlimit: '0',
  overideautosuspend: '',
  overidesuspenduntil: NO_DATE,
};

const DAYS = { regdate: 'regDate', nextduedate: 'nextDueDate' } as const;
const SUMS = { firstpaymentamount: 'firstPayment', recurringamount: 'recurring' } as const;
const entriesOf = <T extends object>(table: T) => Object.entries(table) as [keyof T & string, T[keyof T]][];

function setBeside(service: Service, name: string, value: string): void {
  if (value === BESIDE[name]) delete service.columns[name];
  else service.columns[name] = value;
}

/** docs: api-reference/updateclientproduct.md. What is empty is left as it is; only `unset` empties. No server is called. */
function updateClientProduct(call: Call): Reply {
  const { params, state } = call;
  const service = byId(state.services, params.int('serviceid')) ?? fail('Service ID Not Found');
  for (const [name, field] of entriesOf(TEXTS)) if (params.given(name)) service[field] = params.text(name);
  for (const [name, field] of entriesOf(SUMS)) if (params.given(name)) service[field] = params.cents(name);
  for (const [name, field] of entriesOf(DAYS)) {
    if (params.given(name)) service[field] = readMoment(params.text(name))?.slice(0, 10) ?? NO_DATE;
  }
  for (const name of Object.keys(BESIDE)) {
    if (!params.given(name)) continue;
    const isOff = name === 'overideautosuspend' && params.text(name) === 'off';
    setBeside(service, name, isOff ? '' : params.text(name));
  }
  if (params.given('pid')) service.productId = params.int('pid');
  if (params.given('serverid')) service.serverId = params.int('serverid');
  for (const name of params.array('unset').values()) empty(service, asText(name));
  setCustomFields(service, params.text('customfields'));
  const product = byId(state.products, service.productId);
  if (params.flag('autorecalc') && product !== undefined) {
    const client = byId(state.clients, service.clientId);
    service.recurring = priceOf(state, client, product, service.billingCycle).recurring;
  }
  call.log(`Modified Product/Service - Service ID: ${service.id}`, service.clientId);
  return { result: 'success', serviceid: String(service.id) };
}

function empty(service: Service, name: string): void {
  if (name === 'ns1' || name === 'ns2') setBeside(service, name, '');
  const field = Object.hasOwn(TEXTS, name) ? TEXTS[name as keyof typeof TEXTS] : undefined;
  if (field !== undefined) service[field] = '';
}

function setCustomFields(service: Service, encoded: string): void {
  for (const [id, value] of readSerialized(encoded) ?? []) {
    if (asText(value) === '') delete service.customFields[id];
    else service.customFields[id] = asText(value);
  }
}

/** docs: api-reference/modulechangepackage.md. The server gets the product that the record names now. */
function moduleChangePackage(call: Call): Reply {
  const { params, state } = call;
  const name = params.given('serviceid') ? 'serviceid' : 'accountid';
  if (!params.given(name)) fail('Service ID is required');
  const service = byId(state.services, params.int(name)) ?? fail('Service ID not found');
  runModule(call, service, 'ChangePackage');
  call.log(`Module Change Package Successful - Service ID: ${service.id}`, service.clientId);
  return { result: 'success' };
}

/** docs: api-reference/addcancelrequest.md. WHMCS's cron ends the service later. */
function addCancelRequest(call: Call): Reply {
  const { params, state } = call;
  const service = byId(state.services, params.int('serviceid')) ?? fail('Service ID Not Found');
  if (state.cancelRequests.some(({ serviceId }) => serviceId === service.id))
    fail('Existing Cancellation Request Exists');
  state.cancelRequests.push({
    id: state.cancelRequests.length + 1,
    serviceId: service.id,
    date: call.moment,
    reason: params.text('reason'),
    type: params.text('type') === 'Immediate' ? 'Immediate' : 'End of Billing Period',
  });
  call.log(`Automatic Cancellation Requested - Service ID: ${service.id}`, service.clientId);
  call.mailClient(byId(state.clients, service.clientId), 'Cancellation Request Confirmation', {
    serviceid: service.id,
  });
  return { result: 'success', serviceid: String(service.id), userid: String(service.clientId) };
}

/** docs: api-reference/getcancelledpackages.md. */
function getCancelledPackages(call: Call): Reply {
  const { head, rows } = pageOf(call, call.state.cancelRequests);
  const packages = rows.map(({ id, date, serviceId, reason, type }) => ({
    id: String(id),
    date,
    relid: String(serviceId),
    reason: html(reason),
    type,
    created_at: NO_MOMENT,
    updated_at: NO_MOMENT,
  }));
  return { ...head, packages: nest('package', packages) };
}

/** docs: api-reference/updateclientaddon.md. Goes by the id alone. */
function updateClientAddon(call: Call): Reply {
  const { params, state } = call;
  const addon = byId(state.addons, params.int('id')) ?? fail('Addon ID Not Found');
  const given = [...ADDON_TEXTS, ...ADDON_SUMS].map(([name]) => name);
  const names = [...given, 'addonid', 'nextduedate', 'terminationdate', 'autorecalc'];
  if (!names.some((name) => params.given(name))) fail('Nothing to Update');
  for (const [name, field] of ADDON_TEXTS) if (params.given(name)) addon[field] = params.text(name);
  for (const [name, field] of ADDON_SUMS) if (params.given(name)) addon[field] = params.cents(name);
  if (params.given('addonid')) addon.addonId = params.int('addonid');
  if (params.given('nextduedate'))
    addon.nextDueDate = readMoment(params.text('nextduedate'))?.slice(0, 10) ?? NO_DATE;
  call.log(`Modified Addon - Addon ID: ${addon.id} - Service ID: ${addon.serviceId}`, addon.clientId);
  return { result: 'success', id: String(addon.id) };
}

const ADDON_TEXTS = [
  ['status', 'status'],
  ['name', 'name'],
  ['billingcycle', 'billingCycle'],
  ['notes', 'notes'],
] as const;
const ADDON_SUMS = [
  ['setupfee', 'setupFee'],
  ['recurring', 'recurring'],
] as const;

export const serviceChangeActions: Handlers = {
  UpdateClientProduct: updateClientProduct,
  ModuleChangePackage: moduleChangePackage,
  AddCancelRequest: addCancelRequest,
  UpdateClientAddon: updateClientAddon,
  GetCancelledPackages: getCancelledPackages,
};
