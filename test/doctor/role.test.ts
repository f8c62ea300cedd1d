import { describe, expect, test } from 'vitest';
import { neededActions } from '../../src/doctor/index.js';
import { GROUPS } from '../../src/doctor/role/groups.js';
import { PROBES } from '../../src/whmcs/probing/index.js';
import { typed } from '../commands/terminal.js';
import { credentialsFor, policyFile, sandboxed } from '../harness.js';
import { documented } from '../recorder.js';
import { examined, examinedSandbox } from './examined.js';

const READS = ['GetClients', 'GetClientsDetails', 'GetCurrencies', 'GetAdminUsers', 'WhmcsDetails'];
const policy = (...tools: string[]) =>
  policyFile({ version: '1', default: 'deny', tools: Object.fromEntries(tools.map((tool) => [tool, {}])) });

describe('the API role', () => {
  test('lacks what a tool of the policy needs, read beside it as well', async () => {
    const GUARD_POLICY = policy('whmcs_get_clients', 'whmcs_apply_credit');
    const { code, of, sandbox } = await examinedSandbox({ allowedActions: READS }, { GUARD_POLICY });
    expect(code).toBe(4);
    expect(of('role-lacks')).toMatchObject({
      status: 'error',
      facts: { actions: 'ApplyCredit, GetContacts, GetInvoice' },
      cure: expect.stringContaining('Billing: ApplyCredit, GetInvoice; Client: GetContacts'),
    });
    expect(sandbox.requests.some(({ effect }) => effect)).toBe(false);
  });

  test('has too much', async () => {
    const GUARD_POLICY = policy('whmcs_get_clients');
    const { of } = await examinedSandbox({ allowedActions: [...READS, 'DeleteClient'] }, { GUARD_POLICY });
    expect(of('role-lacks')?.status).toBe('ok');
    expect(of('role-excess')).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('changes something among them: DeleteClient.'),
      facts: { actions: expect.stringMatching(/^DeleteClient, GetAdminUsers, .*GetCurrencies/) },
    });
    const tight = await examinedSandbox({ allowedActions: ['GetClients'] }, { GUARD_POLICY });
    expect(tight.of('role-excess')?.status).toBe('ok');
  });

  test('of an action that nobody can try, it is said', async () => {
    const { of } = await examinedSandbox({}, { GUARD_POLICY: policy('whmcs_log_activity') });
    expect(of('role-unknown')).toMatchObject({ status: 'skipped', facts: { actions: 'LogActivity' } });
  });

  test('a firewall that has enough ends the asking', async () => {
    const sandbox = await sandboxed();
    sandbox.misbehave({ kind: '403-json', actions: ['AddClient'] });
    const { red } = await examined(credentialsFor(sandbox));
    expect(red).toMatchObject([{ id: 'answer', says: expect.stringContaining('refuses everything') }]);
    expect(sandbox.requests.at(-1)?.action).toBe('AddClient');
  });
});

describe('--role', () => {
  const env = {
    WHMCS_API_URL: 'https://billing.invalid',
    WHMCS_API_IDENTIFIER: 'identifier',
    WHMCS_API_SECRET: 'a-secret-of-the-test',
  };

  test('prints the smallest role, with nobody to ask', async () => {
    const GUARD_POLICY = policy('whmcs_get_invoices', 'whmcs_add_ticket_note');
    const { code, out } = await typed(['doctor', '--role'], { ...env, GUARD_POLICY });
    expect(code).toBe(0);
    expect(out).toContain('allows 5 actions');
    expect(out).toMatch(/Support\n {2}\[ \] AddTicketNote +for whmcs_add_ticket_note\n/);
    const json = await typed(['doctor', '--role', '--json'], { ...env, GUARD_POLICY });
    expect(JSON.parse(json.out)).toEqual({
      groups: {
        Billing: ['GetInvoices'],
        Client: ['GetClients', 'GetClientsDetails'],
        Support: ['AddTicketNote'],
        Tickets: ['GetTicket'],
      },
    });
  });

  test('of a policy that is broken, says so', async () => {
    const { code, err } = await typed(['doctor', '--role'], { ...env, GUARD_POLICY: policyFile('{') });
    expect(code).toBe(1);
    expect(err).toContain('policy.json');
  });

  test('the headings are those of the documentation', () => {
    for (const [group, actions] of Object.entries(GROUPS))
      for (const action of actions)
        expect((documented[action] as { group?: string } | undefined)?.group, action).toBe(group);
    const all = Object.values(GROUPS).flat();
    for (const action of Object.keys(PROBES).filter((name) => name !== 'GetProductGroups'))
      expect(all).toContain(action);
  });

  test('a note in the activity log is part of it where it is switched on', () => {
    const tools = [{ name: 'whmcs_get_clients', action: 'GetClients' }];
    expect([...neededActions(tools, true).keys()]).toEqual(['GetClients', 'LogActivity']);
    expect([...neededActions(tools, false).keys()]).toEqual(['GetClients']);
    expect([...neededActions(tools, false, true).keys()]).toEqual(['GetClientGroups', 'GetClients']);
  });
});
