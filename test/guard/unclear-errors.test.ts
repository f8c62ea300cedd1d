import { describe, expect, test } from 'vitest';
import { LANDMARKS, type Sandbox } from '../../src/sandbox/index.js';
import { credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { type Recorder, recorder } from '../recorder.js';

const ALLOW = { version: '1', default: 'allow' };

const says = (message: string) => ({ result: 'error', message });

async function recorded() {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW), LOG_LEVEL: 'error' });
  return { whmcs, agent };
}

async function company() {
  const sandbox = await sandboxed();
  const agent = await inProcess({
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(ALLOW),
    LOG_LEVEL: 'error',
  });
  return { sandbox, agent };
}

const sent = (whmcs: Recorder, action: string) =>
  whmcs.received.filter((one) => one.action === action).length;
const arrived = (sandbox: Sandbox, action: string) =>
  sandbox.requests.filter((one) => one.action === action).length;

const domainReply = (expirydate: string, status = 'Active') => ({
  result: 'success',
  totalresults: 1,
  domains: {
    domain: [
      {
        id: 12,
        userid: 3,
        domainname: 'example.org',
        regperiod: 1,
        recurringamount: '9.00',
        expirydate,
        status,
      },
    ],
  },
});

describe('a renewal that the registrar told as failed', () => {
  const renew = { domainid: 12 };

  /** The dates that WHMCS shows: the last one from the renewal on. */
  async function renewed(before: string, after: string) {
    const { whmcs, agent } = await recorded();
    whmcs.answers.set('GetClientsDomains', () =>
      domainReply(sent(whmcs, 'DomainRenew') === 0 ? before : after),
    );
    whmcs.answers.set(
      'GetModuleQueue',
      says('Invalid Permissions: API action "getmodulequeue" is not allowed'),
    );
    whmcs.answers.set('DomainRenew', says('[EPP 2400] renewal could not be completed'));
    return { whmcs, agent, answer: await agent.call('whmcs_renew_domain', renew) };
  }

  test('is done where the domain expires later than before', async () => {
    const { whmcs, agent, answer } = await renewed('2027-03-01', '2028-03-01');
    expect(answer).toMatchObject({
      code: 'outcome_unknown',
      details: { kind: 'remote', read_back: { done: true } },
    });
    expect(answer.text).toContain('expires on 2028-03-01, and before the call on 2027-03-01');
    expect((await agent.call('whmcs_renew_domain', renew)).code).toBe('duplicate_call');
    expect(sent(whmcs, 'DomainRenew')).toBe(1);
  });

  test('is not known of where the date is the same, and does not leave again', async () => {
    const { whmcs, agent, answer } = await renewed('2027-03-01', '2027-03-01');
    expect(answer).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: null } } });
    const again = await agent.call('whmcs_renew_domain', renew);
    expect(again).toMatchObject({ code: 'outcome_unknown', details: { sent: false } });
    expect(sent(whmcs, 'DomainRenew')).toBe(1);
    // A date that shows later tells, with the one that was kept before the call.
    whmcs.answers.set('GetClientsDomains', domainReply('2028-03-01'));
    const later = await agent.call('whmcs_renew_domain', renew);
    expect(later.code).toBe('duplicate_call');
    expect(later.text).toContain('before the call on 2027-03-01');
    expect(sent(whmcs, 'DomainRenew')).toBe(1);
  });

  test.each([
    { domain: 'Example.org' },
    { domainid: 12, regperiod: 1 },
    { domain: 'example.org', regperiod: 2 },
  ])('does not leave again as %j either, until a person has told', async (dressed) => {
    const { whmcs, agent } = await renewed('2027-03-01', '2027-03-01');
    expect(await agent.call('whmcs_renew_domain', dressed)).toMatchObject({
      code: 'outcome_unknown',
      details: { sent: false },
    });
    expect(sent(whmcs, 'DomainRenew')).toBe(1);
    const other = {
      ...domainReply('2027-03-01'),
      domains: {
        domain: [
          {
            id: 13,
            domainname: 'example.net',
            regperiod: 1,
            recurringamount: '9.00',
            expirydate: '2027-03-01',
            status: 'Active',
          },
        ],
      },
    };
    whmcs.answers.set('GetClientsDomains', other);
    whmcs.answers.set('DomainRenew', { result: 'success' });
    done(await agent.call('whmcs_renew_domain', { domainid: 13 }));
  });
});

test.each([
  ['whmcs_register_domain', 'DomainRegister', { domainid: 12 }],
  ['whmcs_module_create', 'ModuleCreate', { serviceid: 12 }],
])('%s: a status that was there before the call proves nothing', async (tool, action, args) => {
  const { whmcs, agent } = await recorded();
  const service = { id: 12, clientid: 3, status: 'Active', recurringamount: '9.00' };
  whmcs.answers.set('GetClientsDomains', domainReply('2027-03-01'));
  whmcs.answers.set('GetClientsProducts', {
    result: 'success',
    totalresults: 1,
    products: { product: [service] },
  });
  whmcs.answers.set(action, says('Could not resolve host: api.example.net'));
  const answer = await agent.call(tool, args);
  expect(answer).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: null } } });
  expect(answer.text).toContain('is Active, as it was before the call');
  expect((await agent.call(tool, args)).details).toMatchObject({ sent: false });
  expect(sent(whmcs, action)).toBe(1);
});

test('a lock that the registrar set and told as failed is asked for at the registrar', async () => {
  const { whmcs, agent } = await recorded();
  whmcs.answers.set('GetClientsDomains', domainReply('2027-03-01'));
  whmcs.answers.set('DomainGetLockingStatus', () => ({
    result: 'success',
    lockstatus: sent(whmcs, 'DomainUpdateLockingStatus') === 0 ? 'unlocked' : 'locked',
  }));
  whmcs.answers.set('DomainUpdateLockingStatus', says('Unexpected reply of the registry'));
  const answer = await agent.call('whmcs_update_domain_lock_status', { domainid: 12, lockstatus: true });
  expect(answer).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: true } } });
});

describe('an order whose acceptance ended in an error', () => {
  const line = (type: string, relid: number, status: string) => ({
    type,
    relid,
    status,
    producttype: type === 'domain' ? 'Domain' : 'Hosting Account',
    product: type === 'domain' ? 'Registration' : 'Starter',
    domain: 'example.org',
    amount: '$1.00 USD',
  });
  const order = (status: string, ...lines: object[]) => ({
    result: 'success',
    totalresults: 1,
    orders: {
      order: [{ id: 31, userid: 3, status, amount: '2.00', invoiceid: 0, lineitems: { lineitem: lines } }],
    },
  });

  async function accepted(args: object, after: object) {
    const { whmcs, agent } = await recorded();
    const fresh = order('Pending', line('product', 70, 'Pending'), line('domain', 71, 'Pending'));
    whmcs.answers.set('GetOrders', () => (sent(whmcs, 'AcceptOrder') === 0 ? fresh : after));
    whmcs.answers.set('GetModuleQueue', {
      result: 'success',
      count: 1,
      queue: [{ id: 5, serviceType: 'domain', serviceId: 71, moduleAction: 'RegisterDomain', completed: 0 }],
    });
    whmcs.answers.set('AcceptOrder', says('The account name holds characters that are not allowed'));
    const answer = await agent.call('whmcs_accept_order', { orderid: 31, ...args });
    await agent.call('whmcs_accept_order', { orderid: 31, ...args });
    return { answer, times: sent(whmcs, 'AcceptOrder') };
  }

  test('is told with the parts that may exist, and does not leave again', async () => {
    const half = order('Pending', line('product', 70, 'Active'), line('domain', 71, 'Pending'));
    const { answer, times } = await accepted({ autosetup: true, sendregistrar: true }, half);
    expect(answer).toMatchObject({
      code: 'outcome_unknown',
      details: { kind: 'remote', read_back: { done: null } },
    });
    expect(answer.text).toContain('service 70 is Active');
    expect(answer.text).toContain('domain 71 is Pending and may be ordered at its registrar all the same');
    expect(answer.text).toContain('the module queue holds RegisterDomain of domain 71 as failed');
    expect(times).toBe(1);
  });

  test('a service that is set up speaks against an order that seems untouched', async () => {
    const half = order('Pending', line('product', 70, 'Active'), line('domain', 71, 'Pending'));
    const { answer, times } = await accepted({}, half);
    expect(answer.details.read_back).toMatchObject({ done: null });
    expect(times).toBe(1);
  });
});

test('a server that fails is told with what the module queue holds of the service', async () => {
  const { sandbox, agent } = await company();
  const args = { serviceid: LANDMARKS.serviceOnDeadServer };
  const answer = await agent.call('whmcs_module_suspend', args);
  expect(answer).toMatchObject({ code: 'outcome_unknown', details: { kind: 'remote' } });
  expect(answer.text).toContain(
    `the module queue holds SuspendAccount of service ${args.serviceid} as failed`,
  );
  expect((await agent.call('whmcs_module_suspend', args)).details).toMatchObject({ sent: false });
  expect(arrived(sandbox, 'ModuleSuspend')).toBe(1);
});

test('a deletion that failed on its way may have deleted a part', async () => {
  const { whmcs, agent } = await recorded();
  whmcs.answers.set('DeleteClient', says('Client Delete Failed: deadlock found'));
  const answer = await agent.call('whmcs_delete_client', { clientid: 1 });
  expect(answer).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: false } } });
  expect(answer.text).toMatch(/part of the work, or all of it, may be done/);
});

test('an error of WHMCS that nobody foresaw is a refusal only where a read shows that nothing changed', async () => {
  const { sandbox, agent } = await company();
  const [ticket] = sandbox.state.tickets;
  const reply = (message: string) => agent.call('whmcs_add_ticket_note', { ticketid: ticket?.id, message });
  sandbox.misbehave({ kind: 'error-before', actions: ['AddTicketNote'] });
  const refused = await reply('a first note');
  expect(refused).toMatchObject({ code: 'whmcs_error', details: { read_back: { done: false } } });
  sandbox.misbehave({ kind: 'error-after', actions: ['AddTicketNote'] });
  const unclear = await reply('a second note');
  expect(unclear).toMatchObject({ code: 'outcome_unknown' });
  sandbox.misbehave(null);
  done(await reply('a third note'));
});

test('an error of WHMCS that nobody foresaw is no refusal where nothing can be read', async () => {
  const { whmcs, agent } = await recorded();
  const note = { ticketid: 12, message: 'a note' };
  whmcs.answers.set('AddTicketNote', says('The journal of staff is full'));
  whmcs.answers.set('GetTicket', { result: 'success', ticketid: 12, notes: 'none that could be read' });
  whmcs.answers.set(
    'GetTicketNotes',
    says('Invalid Permissions: API action "getticketnotes" is not allowed'),
  );
  const answer = await agent.call('whmcs_add_ticket_note', note);
  expect(answer).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: null } } });
  const again = await agent.call('whmcs_add_ticket_note', note);
  expect(again).toMatchObject({ code: 'outcome_unknown', details: { sent: false } });
  expect(sent(whmcs, 'AddTicketNote')).toBe(1);
});

describe.each(['gateway-error', 'status-error', 'success-500'] as const)('%s', (kind) => {
  test.each([
    [
      'CreateInvoice',
      'whmcs_create_invoice',
      { userid: 1, items: [{ description: 'Setup', amount: '5.00' }] },
    ],
    ['OpenTicket', 'whmcs_open_ticket', { clientid: 1, deptid: 1, subject: 'A question', message: 'How?' }],
  ])('%s is not carried out twice', async (action, tool, args) => {
    const { sandbox, agent } = await company();
    sandbox.misbehave({ kind, actions: [action], times: 1 });
    const answer = await agent.call(tool, args);
    expect(answer.code, answer.text).toBe('outcome_unknown');
    const again = await agent.call(tool, args);
    expect(['outcome_unknown', 'duplicate_call']).toContain(again.code);
    expect(arrived(sandbox, action)).toBe(1);
  });
});

test('a password that WHMCS stored and its server refused is not taken for changed', async () => {
  const { whmcs, agent } = await recorded();
  const service = { id: 12, clientid: 3, status: 'Active', password: 'not-real-New-Word-77' };
  whmcs.answers.set('GetClientsProducts', {
    result: 'success',
    totalresults: 1,
    products: { product: [service] },
  });
  whmcs.answers.set('ModuleChangePw', says('The password is too weak for this server'));
  const args = { serviceid: 12, servicepassword: 'not-real-New-Word-77' };
  const answer = await agent.call('whmcs_module_change_password', args);
  expect(answer).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: null } } });
  expect(answer.text).not.toContain(args.servicepassword);
});

test.each([
  'Invalid API Action: "syncdomain" is not a valid API action',
  'Invalid Permissions: API action "domainsync" is not allowed',
  'The requested API Action could not be found',
  'An admin user is required',
])('a registrar that is a WHMCS itself and says %j has spoken for itself alone', async (message) => {
  const { whmcs, agent } = await recorded();
  whmcs.answers.set('GetClientsDomains', domainReply('2027-03-01'));
  whmcs.answers.set('DomainRenew', says(message));
  const first = await agent.call('whmcs_renew_domain', { domainid: 12 });
  expect(first).toMatchObject({ code: 'outcome_unknown', details: { kind: 'remote' } });
  await agent.call('whmcs_renew_domain', { domainid: 12 });
  expect(sent(whmcs, 'DomainRenew')).toBe(1);
});

test('a call without a dedupe window that was answered unclearly and turned out done is not sent again', async () => {
  const { sandbox, agent } = await company();
  const accept = () => agent.call('whmcs_accept_order', { orderid: LANDMARKS.pendingOrder });
  sandbox.misbehave({ kind: 'reset-after', actions: ['AcceptOrder'], times: 1 });
  const lost = await accept();
  expect(lost).toMatchObject({ code: 'outcome_unknown', details: { read_back: { done: true } } });
  expect((await accept()).code).toBe('duplicate_call');
  expect(arrived(sandbox, 'AcceptOrder')).toBe(1);
  // What somebody has set back since is to be done anew.
  done(await agent.call('whmcs_pending_order', { orderid: LANDMARKS.pendingOrder }));
  done(await accept());
  expect(arrived(sandbox, 'AcceptOrder')).toBe(2);
});
