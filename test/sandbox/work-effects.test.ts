import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LANDMARKS, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { ask, look, rows } from './caller.js';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const orderid = LANDMARKS.pendingOrder;
const templates = () => sandbox.mails.map((mail) => mail.template ?? mail.subject);

async function order(id: number) {
  const reply = await ask(sandbox, 'GetOrders', { id });
  const lines = rows(reply, 'orders.order.0.lineitems.lineitem').map((line) => line.status);
  const status = look(reply, 'orders.order.0.status');
  return { status, lines, payment: look(reply, 'orders.order.0.paymentstatus') };
}

const subscription = (id: string) => sandbox.state.subscriptions.find((one) => one.id === id)?.status;

describe('orders', () => {
  it('are provisioned, registered and mailed when accepted without a flag', async () => {
    await ask(sandbox, 'AcceptOrder', { orderid });
    expect(await order(orderid)).toMatchObject({ status: 'Active', lines: ['Active', 'Active'] });
    expect(sandbox.state.moduleCalls).toMatchObject([
      { command: 'Create', serviceId: 113, module: 'cpanel' },
    ]);
    expect(sandbox.state.registrarCalls).toMatchObject([{ command: 'Register', domainId: 207, years: 1 }]);
    expect(templates()).toEqual(['Hosting Account Welcome Email', 'Domain Registration Confirmation']);
    expect((await ask(sandbox, 'AcceptOrder', { orderid })).message).toBe(
      'Order ID not found or Status not Pending',
    );
  });

  it('are accepted on paper only where every flag is 0', async () => {
    await ask(sandbox, 'AcceptOrder', { orderid, autosetup: 0, sendregistrar: 0, sendemail: 0 });
    expect((await order(orderid)).status).toBe('Active');
    expect([sandbox.state.moduleCalls, sandbox.state.registrarCalls, sandbox.mails]).toEqual([[], [], []]);
  });

  it('are provisioned where the flag says "false"', async () => {
    await ask(sandbox, 'AcceptOrder', { orderid, autosetup: 'false', sendregistrar: 0, sendemail: 0 });
    expect(sandbox.state.moduleCalls).toHaveLength(1);
  });

  it('take their items and their invoice with them when cancelled, but not the subscription', async () => {
    await ask(sandbox, 'CancelOrder', { orderid, cancelsub: 0 });
    expect(await order(orderid)).toEqual({
      status: 'Cancelled',
      lines: ['Cancelled', 'Cancelled'],
      payment: 'Cancelled',
    });
    expect(subscription('SUB-1042')).toBe('active');
    expect((await ask(sandbox, 'CancelOrder', { orderid })).message).toBe(
      'Order ID not found or Status not Pending',
    );
  });

  it('end the subscription at the gateway for good where asked to', async () => {
    await ask(sandbox, 'CancelOrder', { orderid, cancelsub: 'false' });
    await ask(sandbox, 'PendingOrder', { orderid });
    expect((await order(orderid)).status).toBe('Pending');
    expect(subscription('SUB-1042')).toBe('cancelled');
  });

  it('stay as they are where the gateway refuses', async () => {
    const stuck = LANDMARKS.orderWithStuckSubscription;
    const reply = await ask(sandbox, 'CancelOrder', { orderid: stuck, cancelsub: 1 });
    expect(reply.message).toMatch(/^Subscription Cancellation Failed/);
    expect((await order(stuck)).status).toBe('Pending');
    expect(sandbox.requests[0]?.effect).toBe(false);
  });

  it.each([
    [{}, ['Invoice Payment Confirmation']],
    [{ noemail: 0 }, ['Invoice Payment Confirmation']],
    [{ noemail: 'false' }, []],
  ])('mail the payment their cancelling settles, with %j', async (flag, expected) => {
    const settling = LANDMARKS.orderWhoseInvoiceSettles;
    await ask(sandbox, 'CancelOrder', { orderid: settling, ...flag });
    expect((await order(settling)).payment).toBe('Paid');
    expect(templates()).toEqual(expected);
  });

  it('are deleted with their items, once cancelled or fraud', async () => {
    expect((await ask(sandbox, 'DeleteOrder', { orderid })).message).toMatch(/must be in Cancelled or Fraud/);
    await ask(sandbox, 'FraudOrder', { orderid });
    await ask(sandbox, 'DeleteOrder', { orderid });
    expect((await ask(sandbox, 'GetOrders', { id: orderid })).totalresults).toBe(0);
    expect((await ask(sandbox, 'GetClientsProducts', { serviceid: 113 })).totalresults).toBe('0');
    expect((await ask(sandbox, 'DeleteOrder', { orderid })).message).toBe('Order ID not found');
  });
});

describe('services', () => {
  const serviceid = 101;
  const service = async () => {
    return rows(await ask(sandbox, 'GetClientsProducts', { serviceid }), 'products.product')[0] ?? {};
  };

  it('are suspended for a reason and come back', async () => {
    await ask(sandbox, 'ModuleSuspend', { serviceid, suspendreason: 'Abuse "report"' });
    expect(await service()).toMatchObject({
      status: 'Suspended',
      suspensionreason: 'Abuse &quot;report&quot;',
    });
    await ask(sandbox, 'ModuleUnsuspend', { serviceid });
    expect(await service()).toMatchObject({ status: 'Active', suspensionreason: '' });
    expect(templates()).toEqual(['Service Suspension Notification', 'Service Unsuspension Notification']);
  });

  it('are terminated once', async () => {
    await ask(sandbox, 'ModuleTerminate', { serviceid });
    expect((await service()).status).toBe('Terminated');
    expect((await ask(sandbox, 'ModuleTerminate', { serviceid })).message).toMatch(
      /does not exist on the server/,
    );
    expect(sandbox.state.moduleCalls.map((call) => call.command)).toEqual(['Terminate']);
  });

  it('get a new password, or keep theirs where none is given', async () => {
    const before = (await service()).password;
    await ask(sandbox, 'ModuleChangePw', { serviceid });
    expect((await service()).password).toBe(before);
    await ask(sandbox, 'ModuleChangePw', { serviceid, servicepassword: 'not-real-new' });
    expect((await service()).password).toBe('not-real-new');
  });

  it('are created with an account and a welcome mail', async () => {
    await ask(sandbox, 'ModuleCreate', { serviceid: 113 });
    expect(templates()).toEqual(['Hosting Account Welcome Email']);
    const again = await ask(sandbox, 'ModuleCreate', { serviceid: 113 });
    expect(again.message).toMatch(/already exists on the server$/);
  });

  it.each([
    [99_999, 'Service ID not found'],
    [LANDMARKS.serviceWithoutModule, 'Service not assigned to a module'],
    [LANDMARKS.serviceOnDeadServer, 'Connection to mercury.example.com timed out after 30 seconds'],
  ])('pass on what stands in the way of service %i', async (id, message) => {
    expect((await ask(sandbox, 'ModuleSuspend', { serviceid: id })).message).toBe(message);
    expect(sandbox.requests[0]?.effect).toBe(false);
  });
});

describe('domains', () => {
  const domain = async (domainid: number) => {
    return rows(await ask(sandbox, 'GetClientsDomains', { domainid }), 'domains.domain')[0] ?? {};
  };

  it('are registered from the day of the call', async () => {
    await ask(sandbox, 'DomainRegister', { domainid: 207 });
    expect(await domain(207)).toMatchObject({
      status: 'Active',
      regdate: '2026-03-02',
      expirydate: '2027-03-02',
    });
    expect((await ask(sandbox, 'DomainRegister', { domainid: 207, idnlanguage: 'xx' })).message).toMatch(
      /^Invalid IDN/,
    );
  });

  it('are transferred with the code of the order or another', async () => {
    await ask(sandbox, 'DomainTransfer', { domainid: 208 });
    expect((await domain(208)).status).toBe('Pending Transfer');
    expect((await ask(sandbox, 'DomainTransfer', { domainid: 207 })).message).toMatch(/authorisation code/);
  });

  it('gain years with every renewal, and cost each time', async () => {
    const { expirydate, domainname } = await domain(201);
    const year = Number(String(expirydate).slice(0, 4));
    await ask(sandbox, 'DomainRenew', { domainid: 201 });
    await ask(sandbox, 'DomainRenew', { domain: String(domainname), regperiod: 3 });
    expect((await domain(201)).expirydate).toBe(`${year + 4}${String(expirydate).slice(4)}`);
    expect(sandbox.state.registrarCalls.map((call) => call.years)).toEqual([1, 3]);
  });

  it('change nameservers only with two of them', async () => {
    const lonely = await ask(sandbox, 'DomainUpdateNameservers', { domainid: 201, ns1: 'ns9.example.net' });
    expect(lonely.message).toBe('ns1 and ns2 required');
    await ask(sandbox, 'DomainUpdateNameservers', {
      domainid: 201,
      ns1: 'ns8.example.net',
      ns2: 'ns9.example.net',
    });
    expect(await ask(sandbox, 'DomainGetNameservers', { domainid: 201 })).toEqual({
      result: 'success',
      ns1: 'ns8.example.net',
      ns2: 'ns9.example.net',
    });
  });

  it('answer for themselves where the registrar module cannot', async () => {
    const byMail = await ask(sandbox, 'DomainGetNameservers', { domainid: LANDMARKS.domainByMail });
    expect(byMail.message).toBe('Registrar Function Not Supported');
    const loose = { domainid: LANDMARKS.domainWithoutRegistrar, lockstatus: 0 };
    const reply = await ask(sandbox, 'DomainUpdateLockingStatus', loose);
    expect(reply.message).toBe('An invalid configuration was detected with the registrar module');
    expect((await ask(sandbox, 'DomainRenew', { domain: 'unheard-of.example' })).message).toBe(
      'Domain Not Found',
    );
    expect((await ask(sandbox, 'DomainGetWhoisInfo', {})).message).toBe('Domain ID Not Found');
  });
});
