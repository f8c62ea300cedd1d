import { describe, expect, test } from 'vitest';
import { type Agent, credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { recorder } from '../recorder.js';

const AN_HOUR = { repeat_after: 3600 };
/** Every call made again is a repetition, also those that could be made twice without harm. */
const STRICT = {
  version: '1',
  default: 'allow',
  classes: { write: AN_HOUR, execute: AN_HOUR, destructive: AN_HOUR, financial: AN_HOUR },
};

type Step = readonly [tool: string, args: Record<string, unknown>];

async function codesOf(agent: Agent, steps: readonly Step[]): Promise<string[]> {
  const codes: string[] = [];
  for (const [tool, args] of steps) {
    const answer = await agent.call(tool, args);
    codes.push(answer.isError ? (answer.code ?? 'none') : 'done');
  }
  return codes;
}

async function withSandbox() {
  const sandbox = await sandboxed();
  const env = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(STRICT) };
  return { sandbox, agent: await inProcess(env) };
}

async function withRecorder() {
  const whmcs = await recorder();
  return { whmcs, agent: await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(STRICT) }) };
}

const lock = (lockstatus: boolean): Step => ['whmcs_update_domain_lock_status', { domainid: 1, lockstatus }];
const servers = (which: string, more: Record<string, unknown> = { domainid: 1 }): Step => [
  'whmcs_update_domain_nameservers',
  { ...more, nameservers: [`ns1.${which}.example`, `ns2.${which}.example`] },
];
const SHOWS_OLD = { result: 'success', ns1: 'ns1.old.example', ns2: 'ns2.old.example' };
const suspend: Step = ['whmcs_module_suspend', { serviceid: 1 }];
const unsuspend: Step = ['whmcs_module_unsuspend', { serviceid: 1 }];
const ticket = (status: string): Step => ['whmcs_update_ticket', { ticketid: 1, status }];
const city = (name: string): Step => ['whmcs_update_client', { clientid: 1, city: name }];
const notes = (text: string): Step => ['whmcs_update_invoice', { invoiceid: 1, notes: text }];

describe('a state that another call has set is set back within the dedupe window', () => {
  test.each([
    ['name servers', servers('old'), servers('new')],
    ['name servers, by id and by name', servers('old'), servers('new', { domain: 'example.com' })],
    ['the transfer lock', lock(true), lock(false)],
    ['a suspension', suspend, unsuspend],
    ['the end of one', unsuspend, suspend],
    ['the status of a ticket', ticket('On Hold'), ticket('Open')],
    ['a field of a client', city('Here'), city('There')],
    ['a field of an invoice', notes('one'), notes('two')],
  ])('%s', async (_name, one, other) => {
    const { agent, whmcs } = await withRecorder();
    const [domain] = [{ id: 1, userid: 1, domainname: 'example.com', status: 'Active', registrar: 'x' }];
    whmcs.answers.set('GetClientsDomains', {
      result: 'success',
      totalresults: 1,
      domains: { domain: [domain] },
    });
    expect(await codesOf(agent, [one, other, one, other])).toEqual(['done', 'done', 'done', 'done']);
  });
});

test('a state that was set by the name of its record is set back by the id, before the registrar shows it', async () => {
  const { agent, whmcs } = await withRecorder();
  whmcs.answers.set('GetClientsDomains', {
    result: 'success',
    totalresults: 1,
    domains: { domain: [{ id: 1, userid: 1, domainname: 'example.com', status: 'Active', registrar: 'x' }] },
  });
  whmcs.answers.set('DomainGetNameservers', SHOWS_OLD);
  const byName = servers('new', { domain: 'example.com' });
  expect(await codesOf(agent, [servers('old'), byName, servers('old')])).toEqual(['done', 'done', 'done']);
});

describe('what was not changed since is a repetition', () => {
  test('made twice, with the state still there', async () => {
    const { agent, sandbox } = await withSandbox();
    const domain = sandbox.state.domains.find((one) => one.status === 'Active');
    const [, { nameservers }] = servers('old');
    const set: Step = ['whmcs_update_domain_nameservers', { domainid: domain?.id, nameservers }];
    expect(await codesOf(agent, [set, set])).toEqual(['done', 'duplicate_call']);
  });

  test('after the same tool has set the state of another record, or another field of this one', async () => {
    const { agent, whmcs } = await withRecorder();
    whmcs.answers.set('GetClientsDetails', {
      result: 'success',
      client: { id: 1, userid: 1, city: 'Here', email: 'a@example.com' },
    });
    const elsewhere: Step = ['whmcs_update_client', { clientid: 2, city: 'There' }];
    const phone: Step = ['whmcs_update_client', { clientid: 1, phonenumber: '555' }];
    expect(await codesOf(agent, [city('Here'), elsewhere, phone, city('Here')])).toEqual([
      'done',
      'done',
      'done',
      'duplicate_call',
    ]);
  });

  test('after another state of the same record was set', async () => {
    const { agent, whmcs } = await withRecorder();
    whmcs.answers.set('DomainGetNameservers', SHOWS_OLD);
    expect(await codesOf(agent, [servers('old'), lock(true), servers('old')])).toEqual([
      'done',
      'done',
      'duplicate_call',
    ]);
  });

  test('where the other call was refused', async () => {
    const { agent, whmcs } = await withRecorder();
    whmcs.answers.set('DomainGetLockingStatus', { result: 'success', lockstatus: 'locked' });
    const [tool, args] = lock(true);
    done(await agent.call(tool, args));
    whmcs.answers.set('DomainUpdateLockingStatus', { result: 'error', message: 'Domain ID Not Found' });
    await agent.call(...lock(false));
    expect((await agent.call(tool, args)).code).toBe('duplicate_call');
  });

  test('where the call adds something: a reply, a payment, a line of an invoice', async () => {
    const { agent, whmcs } = await withRecorder();
    whmcs.answers.set('GetTransactions', { result: 'success', transactions: '' });
    const reply: Step = ['whmcs_add_ticket_reply', { ticketid: 1, message: 'hi' }];
    const line: Step = [
      'whmcs_update_invoice',
      { invoiceid: 1, newitems: [{ description: 'x', amount: '1.00' }] },
    ];
    const pay: Step = [
      'whmcs_add_payment',
      { invoiceid: 1, gateway: 'paypal', amount: '5.00', transid: 'T-1' },
    ];
    const steps = [reply, ticket('Closed'), reply, line, notes('x'), line, pay, notes('y'), pay];
    expect(await codesOf(agent, steps)).toEqual([
      'done',
      'done',
      'duplicate_call',
      'done',
      'done',
      'duplicate_call',
      'done',
      'done',
      'duplicate_call',
    ]);
  });
});

test('a state that staff have changed in WHMCS can be set again', async () => {
  const { agent, sandbox } = await withSandbox();
  const service = sandbox.state.services.find((one) => one.status === 'Active' && one.serverId !== null);
  const call: Step = ['whmcs_module_suspend', { serviceid: service?.id }];
  expect(await codesOf(agent, [call, call])).toEqual(['done', 'duplicate_call']);
  if (service) service.status = 'Active';
  expect(await codesOf(agent, [call])).toEqual(['done']);
});
