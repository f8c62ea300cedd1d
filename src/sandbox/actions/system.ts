import { createHash } from 'node:crypto';
import { type Call, fail, type Handlers, type Reply } from '../call.js';
import { currencyOf } from '../effects/billing.js';
import type { Staff } from '../records/people.js';
import { html, type Json, nest, pageOf } from '../reply.js';
import { byId } from '../state.js';
import { addDays, readLocalised } from '../values/dates.js';
import { amount, type Cents, priced } from '../values/money.js';
import { fullNameOf } from './clients/client-rows.js';

const MAX_TIMELINE_DAYS = 90;

function getServers(call: Call): Reply {
  const { params, state } = call;
  const service = params.given('serviceId') ? byId(state.services, params.int('serviceId')) : undefined;
  const probes = params.flag('fetchStatus');
  const rows = state.servers
    .filter((server) => !params.given('serviceId') || server.id === service?.serverId)
    .map((server) => {
      const used = state.services.filter(
        (one) => one.serverId === server.id && one.status === 'Active',
      ).length;
      const up = probes && server.failure === '';
      return {
        id: server.id,
        name: server.name,
        hostname: server.hostname,
        ipaddress: server.ip,
        active: server.active,
        activeServices: used,
        maxAllowedServices: server.maxAccounts,
        percentUsed: Math.round((used * 100) / server.maxAccounts),
        module: server.module,
        status: { http: up, load: up ? '0.42' : '', uptime: up ? '112 Days' : '' },
      };
    });
  return { result: 'success', servers: rows, fetchStatus: probes ? '1' : '' };
}

/** Money is marked text here ("€5.95 EUR"), whatever the documentation's types say. */
function getStats(call: Call): Reply {
  const { params, state, today } = call;
  const currency = currencyOf(state, undefined);
  const income = (prefix: string): Cents =>
    state.transactions
      .filter((one) => one.date.startsWith(prefix))
      .reduce((all, one) => all + one.amountIn - one.amountOut, 0);
  const orders = (day: string, status?: string) =>
    state.orders.filter((order) => order.date.startsWith(day) && (!status || order.status === status)).length;
  const byDay = (name: string, day: string) => ({
    [`orders_${name}_cancelled`]: orders(day, 'Cancelled'),
    [`orders_${name}_pending`]: orders(day, 'Pending'),
    [`orders_${name}_fraud`]: orders(day, 'Fraud'),
    [`orders_${name}_active`]: orders(day, 'Active'),
    [`orders_${name}_total`]: orders(day),
  });
  const days = Math.min(MAX_TIMELINE_DAYS, params.int('timeline_days'));
  return {
    result: 'success',
    income_today: priced(income(today), currency),
    income_thismonth: priced(income(today.slice(0, 7)), currency),
    income_thisyear: priced(income(today.slice(0, 4)), currency),
    income_alltime: priced(income(''), currency),
    orders_pending: state.orders.filter((order) => order.status === 'Pending').length,
    ...byDay('today', today),
    ...byDay('yesterday', addDays(today, -1)),
    orders_thismonth_total: orders(today.slice(0, 7)),
    orders_thisyear_total: orders(today.slice(0, 4)),
    ...ticketStats(call),
    cancellations_pending: 0,
    todoitems_due: state.todoItems.filter((item) => item.status !== 'Completed').length,
    networkissues_open: 0,
    billableitems_uninvoiced: 0,
    quotes_valid: state.quotes.filter((quote) => quote.stage === 'Delivered' && quote.validUntil >= today)
      .length,
    staff_online: 1,
    ...(days > 0 ? { timeline_data: timeline(call, days) } : {}),
  };
}

function ticketStats(call: Call): { [key: string]: Json } {
  const { tickets, ticketStatuses } = call.state;
  const count = (title: string) => tickets.filter((ticket) => ticket.status === title).length;
  const sum = (key: 'active' | 'awaiting') =>
    ticketStatuses.filter((status) => status[key]).reduce((all, status) => all + count(status.title), 0);
  return {
    tickets_allactive: sum('active'),
    tickets_awaitingreply: sum('awaiting'),
    tickets_flaggedtickets: tickets.filter((ticket) => ticket.flag === call.staff.id).length,
    tickets_open: count('Open'),
    tickets_answered: count('Answered'),
    tickets_customerreply: count('Customer-Reply'),
    tickets_closed: count('Closed'),
    tickets_onhold: count('On Hold'),
    tickets_inprogress: count('In Progress'),
  };
}

function timeline(call: Call, days: number): Json {
  const { state } = call;
  const dates = Array.from({ length: days }, (_, back) => addDays(call.today, -back));
  const perDay = (value: (day: string) => Json) => Object.fromEntries(dates.map((day) => [day, value(day)]));
  const sum = (day: string, key: 'amountIn' | 'amountOut') =>
    amount(
      state.transactions.filter((one) => one.date.startsWith(day)).reduce((all, one) => all + one[key], 0),
    );
  const ordered = (day: string) => state.orders.filter((order) => order.date.startsWith(day));
  return {
    new_orders: perDay((day) => ordered(day).length),
    accepted_orders: perDay((day) => ordered(day).filter((order) => order.status === 'Active').length),
    income: perDay((day) => sum(day, 'amountIn')),
    expenditure: perDay((day) => sum(day, 'amountOut')),
    new_tickets: perDay((day) => state.tickets.filter((ticket) => ticket.date.startsWith(day)).length),
  };
}

/** The reply has no `result`: the documentation's sample lacks it too. */
function getAdminUsers(call: Call): Reply {
  const { params, state } = call;
  const found = state.staff.filter(
    (staff) =>
      (params.flag('include_disabled') || !staff.disabled) &&
      (!params.given('roleid') || params.int('roleid') === staff.roleId) &&
      staff.email.toLowerCase().includes(params.text('email').toLowerCase()),
  );
  return { count: found.length, admin_users: found.map(staffRow) };
}

function staffRow(staff: Staff): Json {
  return {
    id: staff.id,
    uuid: staff.uuid,
    roleId: staff.roleId,
    username: staff.username,
    twoFactorAuthModule: staff.twoFactor,
    firstname: html(staff.firstName),
    lastname: html(staff.lastName),
    email: staff.email,
    signature: html(staff.signature),
    notes: html(staff.notes),
    template: 'blend',
    language: 'english',
    isDisabled: staff.disabled ? 1 : 0,
    loginAttempts: 0,
    supportDepartmentIds: staff.departmentIds.map(String),
    receivesTicketNotifications: staff.departmentIds.length > 0 ? staff.departmentIds.map(String) : [''],
    homepageWidgetsConfig: '',
    hiddenHomepageWidgets: '',
    created_at: staff.createdAt,
    updated_at: staff.createdAt,
    fullName: html(fullNameOf(staff)),
    gravatarHash: createHash('md5').update(staff.email).digest('hex'),
  };
}

function getPaymentMethods(call: Call): Reply {
  const rows = call.state.gateways.map((gateway) => ({ module: gateway.module, displayname: gateway.name }));
  return { result: 'success', totalresults: rows.length, paymentmethods: nest('paymentmethod', rows) };
}

function getCurrencies(call: Call): Reply {
  const rows = call.state.currencies.map((currency) => ({
    ...currency,
    id: String(currency.id),
    format: String(currency.format),
  }));
  return { result: 'success', totalresults: String(rows.length), currencies: nest('currency', rows) };
}

function getActivityLog(call: Call): Reply {
  const { params, state } = call;
  const clientId = params.int('clientid') || params.int('userid');
  const day = params.given('date')
    ? (readLocalised(params.text('date'), call.dateFormat) ?? fail('Invalid Date Format'))
    : '';
  const found = state.activity
    .filter(
      (entry) =>
        (clientId === 0 || entry.clientId === clientId) &&
        entry.date.startsWith(day) &&
        (!params.given('user') || entry.username.toLowerCase() === params.text('user').toLowerCase()) &&
        entry.description.toLowerCase().includes(params.text('description').toLowerCase()) &&
        (!params.given('ipaddress') || entry.ip === params.text('ipaddress')),
    )
    .sort((a, b) => b.id - a.id);
  const page = pageOf(call, found);
  const rows = page.rows.map((entry) => ({
    id: entry.id,
    clientId: entry.clientId,
    userId: entry.userId,
    adminId: entry.adminId,
    date: entry.date,
    description: html(entry.description),
    username: entry.username,
    ipaddress: entry.ip,
    userid: entry.userId,
  }));
  return {
    result: 'success',
    totalresults: found.length,
    startnumber: page.start,
    activity: nest('entry', rows),
  };
}

/** `userid`, the name before 8.0, is ignored like any unknown field: the entry then belongs to nobody. */
function logActivity(call: Call): Reply {
  if (!call.params.given('description')) fail('Description is required');
  call.log(call.params.text('description'), call.params.int('clientid'));
  return { result: 'success' };
}

function getToDoItems(call: Call): Reply {
  const { params, state } = call;
  const status = params.text('status').toLowerCase();
  const found = state.todoItems.filter((item) => {
    if (status === 'incomplete') return item.status !== 'Completed';
    return status === '' || item.status.toLowerCase() === status;
  });
  const page = pageOf(call, found);
  const rows = page.rows.map((item) => ({
    id: String(item.id),
    date: item.date,
    title: html(item.title),
    description: html(item.description),
    admin: String(item.adminId),
    status: item.status,
    duedate: item.dueDate,
  }));
  const reply: Reply = {
    result: 'success',
    totalresults: String(found.length),
    startnumber: String(page.start),
  };
  // Without a row the key is missing altogether.
  if (rows.length > 0) reply.items = { item: rows };
  return reply;
}

export const systemActions: Handlers = {
  GetServers: getServers,
  GetStats: getStats,
  GetAdminUsers: getAdminUsers,
  GetPaymentMethods: getPaymentMethods,
  GetCurrencies: getCurrencies,
  GetActivityLog: getActivityLog,
  LogActivity: logActivity,
  GetToDoItems: getToDoItems,
};
