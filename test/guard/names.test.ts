import { describe, expect, test } from 'vitest';
import { everyTool } from '../every-tool.js';
import { type Agent, ALLOW_ALL, inProcess, policyFile } from '../harness.js';
import { recorder } from '../recorder.js';

async function start(policy = policyFile(ALLOW_ALL), extra: Record<string, string> = {}) {
  const whmcs = await recorder();
  return { whmcs, agent: await inProcess({ ...whmcs.env, GUARD_POLICY: policy, ...extra }) };
}

const guessIn = (text: string) => /Did you mean "(\w+)"/.exec(text)?.[1];

describe('a name that no tool has', () => {
  test('is led to the tool that it means', async () => {
    const { agent } = await start();
    const meant: Record<string, string> = {
      get_clients: 'whmcs_get_clients',
      GetClients: 'whmcs_get_clients',
      getClients: 'whmcs_get_clients',
      'whmcs.get_clients': 'whmcs_get_clients',
      mcp__whmcs__whmcs_get_clients: 'whmcs_get_clients',
      'whmcs-get-clients': 'whmcs_get_clients',
      list_clients: 'whmcs_get_clients',
      whmcs_search_client: 'whmcs_get_clients',
      whmcs_get_client: 'whmcs_get_client_details',
      get_client_by_email: 'whmcs_get_client_details',
      GetClientsDetails: 'whmcs_get_client_details',
      show_invoice: 'whmcs_get_invoice',
      list_invoice: 'whmcs_get_invoices',
      whmcs_get_all_orders: 'whmcs_get_orders',
      get_order: 'whmcs_get_orders',
      whmcs_list_services: 'whmcs_get_client_products',
      GetClientsProducts: 'whmcs_get_client_products',
      get_payments: 'whmcs_get_transactions',
      get_dns: 'whmcs_get_domain_nameservers',
      domain_pricing: 'whmcs_get_tld_pricing',
      GetTLDPricing: 'whmcs_get_tld_pricing',
      create_ticket: 'whmcs_open_ticket',
      whmcs_reply_to_ticket: 'whmcs_add_ticket_reply',
      create_client: 'whmcs_add_client',
      cancel_order: 'whmcs_cancel_order',
      CancelOrder: 'whmcs_cancel_order',
      AddInvoicePayment: 'whmcs_add_payment',
    };
    for (const [name, tool] of Object.entries(meant)) {
      const { code, text } = await agent.call(name, {});
      expect(code).toBe('invalid_arguments');
      expect(guessIn(text), name).toBe(tool);
    }
  });

  test('that asks to read is never led to a write, whatever it asks for', async () => {
    const { agent } = await start();
    const nouns = [...everyTool().keys()].flatMap((name) => {
      const [, , ...noun] = name.split('_');
      return [noun.join('_'), noun.join('_').replace(/s$/, '')];
    });
    for (const verb of ['get', 'list', 'search', 'find', 'show', 'read', 'fetch', 'view'])
      for (const noun of new Set(nouns)) {
        const name = `${verb}_${noun}`;
        const guess = guessIn((await agent.call(name, {})).text);
        if (guess !== undefined) expect(everyTool().get(guess)?.risk, name).toBe('read');
      }
  });

  test('is led to no tool that the caller is not shown', async () => {
    const { agent } = await start(
      policyFile({ ...ALLOW_ALL, hide: ['whmcs_get_clients', 'whmcs_cancel_order'] }),
    );
    for (const name of ['get_clients', 'GetClients', 'list_clients', 'cancel_order', 'CancelOrder'])
      expect((await agent.call(name, {})).text).not.toMatch(/whmcs_get_clients|whmcs_cancel_order/);
  });

  test.each([
    '__proto__',
    'constructor',
    'get_constructor',
    'toString',
    '',
    '_',
    'whmcs_',
    '💥',
    'x'.repeat(100_000),
  ])('%j is told that there is none', async (name) => {
    const { agent } = await start();
    const { code, text } = await agent.call(name, {});
    expect(code).toBe('invalid_arguments');
    expect(text.length).toBeLessThan(300);
  });
});

describe('an argument that a tool does not take', () => {
  const said = async (agent: Agent, tool: string, args: object) => (await agent.call(tool, { ...args })).text;

  test.each<[string, string, string]>([
    ['whmcs_get_client_details', 'id', 'Did you mean "clientid"?'],
    ['whmcs_get_client_details', 'client_id', 'Did you mean "clientid"?'],
    ['whmcs_get_client_details', 'userId', 'Did you mean "clientid"?'],
    ['whmcs_get_invoice', 'id', 'Did you mean "invoiceid"?'],
    ['whmcs_get_invoices', 'clientid', 'Did you mean "userid"?'],
    ['whmcs_cancel_order', 'id', 'Did you mean "orderid"?'],
    ['whmcs_get_orders', 'orderid', 'Did you mean "id"?'],
    ['whmcs_module_suspend', 'id', 'Did you mean "serviceid"?'],
    ['whmcs_get_ticket', 'id', 'Did you mean "ticketid"?'],
    ['whmcs_get_client_products', 'id', 'Did you mean "clientid" or "serviceid" or "pid"?'],
    ['whmcs_get_clients', 'limit', 'Did you mean "limitnum"?'],
    ['whmcs_get_clients', 'per_page', 'Did you mean "limitnum"?'],
    ['whmcs_get_clients', 'offset', 'Did you mean "limitstart"?'],
    ['whmcs_get_clients', 'query', 'Did you mean "search"?'],
    ['whmcs_get_clients', 'columns', 'Did you mean "fields"?'],
    ['whmcs_add_ticket_reply', 'body', 'Did you mean "message"?'],
    ['whmcs_open_ticket', 'title', 'Did you mean "subject"?'],
    ['whmcs_open_ticket', 'department_id', 'Did you mean "deptid"?'],
    ['whmcs_update_client', 'zip', 'Did you mean "postcode"?'],
    ['whmcs_update_client', 'first_name', 'Did you mean "firstname"?'],
    ['whmcs_add_payment', 'payment_method', 'Did you mean "gateway"?'],
    ['whmcs_renew_domain', 'years', 'Did you mean "regperiod"?'],
  ])('%s: %s: %s', async (tool, name, guess) => {
    const { agent, whmcs } = await start();
    expect(await said(agent, tool, { [name]: 1 })).toContain(`${name}: there is no such argument. ${guess}`);
    expect(whmcs.received).toEqual([]);
  });

  test('that may mean nothing is followed by those that there are, once', async () => {
    const { agent } = await start();
    const text = await said(agent, 'whmcs_get_invoice', { qwertyuiop: 1, asdfghjkl: 2, id: 3 });
    expect(text).toContain('qwertyuiop: there is no such argument. asdfghjkl: there is no such argument.');
    expect(text.match(/It takes invoiceid, limitstart\./g)).toHaveLength(1);
    expect(await said(agent, 'whmcs_get_invoice', { id: 3 })).not.toContain('It takes');
  });
});

describe('a tool that is not there for anybody', () => {
  test('is refused with who decides that, and where', async () => {
    const policy = policyFile({ ...ALLOW_ALL, hide: ['whmcs_cancel_order'] });
    const { agent } = await start(policy);
    const { code, text } = await agent.call('whmcs_cancel_order', { orderid: 1 });
    expect(code).toBe('policy_denied');
    expect(text).toMatch(
      /refused by rule \(hidden\)\. The operator decides that, in the policy [\w.-]+\.json; tell your user\./,
    );
    expect(text).not.toContain('/');
  });

  test('is refused with the variable, where one switched it off', async () => {
    const { agent } = await start(policyFile(ALLOW_ALL), { GUARD_DESTRUCTIVE: 'off' });
    const { text } = await agent.call('whmcs_cancel_order', { orderid: 1 });
    expect(text).toContain('The operator decides that, in the variable GUARD_DESTRUCTIVE; tell your user.');
  });
});
