import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.js';
import { answering, asked, day, plantInvoice } from './stage.js';

/** A client of a company, with one record of each kind to be found by. */
function planted({ state }: Sandbox) {
  const client = state.clients.find((one) => one.companyName !== '' && one.id > 5);
  const [domain, service, invoice, ticket, other] = [
    state.domains[0],
    state.services[0],
    state.invoices.find(({ number }) => number !== ''),
    state.tickets[0],
    state.services[1],
  ];
  if (!client || !domain || !service || !invoice || !ticket || !other)
    throw new Error('the company lacks them');
  for (const record of [domain, service, invoice, ticket]) record.clientId = client.id;
  other.domain = `www.${domain.name}`;
  other.clientId = client.id;
  return { client, domain, service, invoice, ticket, other };
}
type Planted = ReturnType<typeof planted>;

describe('a client', () => {
  test.each<[string, (at: Planted) => string, (at: Planted) => string]>([
    ['a domain', ({ domain }) => domain.name, ({ domain }) => `domain ${domain.id}`],
    [
      'a link with www',
      ({ domain }) => `https://WWW.${domain.name}/shop?x=1`,
      ({ other }) => `service ${other.id}`,
    ],
    ['the domain of a service', ({ service }) => service.domain, ({ service }) => `service ${service.id}`],
    ['a mail address', ({ client }) => client.email.toUpperCase(), () => 'their email'],
    ['the beginning of a name', ({ client }) => client.lastName.slice(0, 4), () => 'their '],
    ['a company', ({ client }) => client.companyName, () => 'their companyname'],
    [
      'the number of an invoice',
      ({ invoice }) => invoice.number,
      ({ invoice }) => `number of invoice ${invoice.id}`,
    ],
    ['the id of an invoice', ({ invoice }) => `#${invoice.id}`, ({ invoice }) => `invoice ${invoice.id}`],
    ['the number of a ticket', ({ ticket }) => ticket.tid, ({ ticket }) => `ticket ${ticket.id}`],
  ])('is found by %s', async (_, wordsOf, byOf) => {
    const at = await answering();
    const found = planted(at.sandbox);
    const { rows } = await asked(at, 'whmcs_find_client', { query: wordsOf(found) });
    const client = rows('clients').find(({ id }) => id === found.client.id);
    expect(client?.found_by).toContain(byOf(found));
  });

  test('is found by the address of a contact', async () => {
    const at = await answering();
    const [contact] = at.sandbox.state.contacts;
    if (contact === undefined) throw new Error('the company has no contact');
    contact.email = 'books@example.net';
    const { rows } = await asked(at, 'whmcs_find_client', { query: contact.email });
    expect(rows('clients')).toMatchObject([
      { id: contact.clientId, found_by: `the email of contact ${contact.id}` },
    ]);
  });

  test('is not found by what is nobody’s', async () => {
    const at = await answering();
    for (const query of ['nobodys-domain.example', 'INV-99999', 'Zzyzx']) {
      const { answer } = await asked(at, 'whmcs_find_client', { query });
      expect(answer).toMatchObject({ count: 0, clients: [] });
    }
  });

  test('of others is not found by a caller of single clients', async () => {
    const at = await answering({ policy: { grants: { desk: { clients: [1] } } } });
    const found = planted(at.sandbox);
    const caller = { name: 'desk@example.com', channel: 'http', grant: 'desk' };
    const agent = await at.connectAs({ id: 'desk', caller });
    for (const query of [
      found.domain.name,
      found.client.email,
      found.invoice.number,
      `${found.invoice.id}`,
    ]) {
      const { answer } = await asked({ agent }, 'whmcs_find_client', { query });
      expect(answer, query).toMatchObject({ count: 0, clients: [] });
    }
  });
});

describe('why a service is suspended or not set up', () => {
  test('an overdue invoice that bills it is found, and another one is not', async () => {
    const at = await answering();
    const { state } = at.sandbox;
    const service = state.services.find(({ status }) => status === 'Suspended');
    if (service === undefined) throw new Error('the company has none');
    state.invoices = state.invoices.filter(({ clientId }) => clientId !== service.clientId);
    const own = { clientId: service.clientId, cents: 2_495 };
    const billing = plantInvoice(at.sandbox, { ...own, dueDate: day(-12), relId: service.id });
    plantInvoice(at.sandbox, { ...own, dueDate: day(-20), relId: service.id + 1 });
    const { answer, rows } = await asked(at, 'whmcs_why_service', { serviceid: service.id });
    expect(rows('unpaid_invoices').map(({ id }) => id)).toEqual([billing.id]);
    expect(answer.findings).toContain(
      `Invoice ${billing.id} bills it and is unpaid: 24.95 EUR, overdue for 12 days.`,
    );
    expect(JSON.stringify(answer.findings)).not.toContain('out of date');
    billing.status = 'Paid';
    const paid = await asked(at, 'whmcs_why_service', { serviceid: service.id });
    expect(JSON.stringify(paid.answer.findings)).toContain('the suspension may be out of date');
    service.suspendReason = 'sends spam';
    const spam = await asked(at, 'whmcs_why_service', { serviceid: service.id });
    expect(JSON.stringify(spam.answer.findings)).not.toContain('out of date');
  });

  test('nothing is concluded from invoices and failed commands that could not be read', async () => {
    const at = await answering({ policy: { hide: ['whmcs_get_invoices', 'whmcs_get_module_queue'] } });
    const [suspended, pending] = ['Suspended', 'Pending'].map((status) =>
      at.sandbox.state.services.find((one) => one.status === status),
    );
    for (const service of [suspended, pending]) {
      const { answer } = await asked(at, 'whmcs_why_service', { serviceid: service?.id });
      expect(JSON.stringify(answer.findings)).not.toMatch(/out of date|nobody has set it up/);
      expect(answer.partial).toHaveLength(2);
    }
  });

  test('invoices beyond those that are looked at are named, and nothing is concluded', async () => {
    const at = await answering();
    const { state } = at.sandbox;
    const service = state.services.find(({ status }) => status === 'Suspended');
    state.invoices = state.invoices.filter(({ clientId }) => clientId !== service?.clientId);
    for (let age = 1; age <= 6; age += 1)
      plantInvoice(at.sandbox, {
        clientId: service?.clientId ?? 0,
        dueDate: day(-age),
        relId: age === 1 ? (service?.id ?? 0) : 1,
        cents: 100,
      });
    const { answer } = await asked(at, 'whmcs_why_service', { serviceid: service?.id });
    expect(JSON.stringify(answer.findings)).not.toContain('out of date');
    expect(JSON.stringify(answer.partial)).toContain('of 6 were looked at');
  });

  test('a command that failed at its server is found, and what agents did to it', async () => {
    const at = await answering();
    const { state } = at.sandbox;
    const service = state.services.find(({ status }) => status === 'Active');
    if (service === undefined) throw new Error('the company has none');
    await at.agent.call('whmcs_module_suspend', { serviceid: service.id, suspendreason: 'spam' });
    const error = 'The package is not on this server';
    state.moduleQueue.push({
      id: 1,
      serviceId: service.id,
      module: 'cpanel',
      action: 'Unsuspend',
      error,
      at: `${day()} 09:00:00`,
    });
    const { answer, rows } = await asked(at, 'whmcs_why_service', { serviceid: service.id });
    expect(answer.findings).toContain('The module command Unsuspend failed and waits in the module queue.');
    expect(rows('module_queue')).toMatchObject([{ moduleAction: 'Unsuspend' }]);
    expect(rows('acts')).toMatchObject([{ tool: 'whmcs_module_suspend', state: 'done' }]);
    expect(answer.service).toMatchObject({ status: 'Suspended', suspensionreason: 'spam' });
  });

  test('of a service that there is none of, it is said', async () => {
    const at = await answering();
    expect((await asked(at, 'whmcs_why_service', { serviceid: 999_999 })).answer).toEqual({ found: false });
  });
});
