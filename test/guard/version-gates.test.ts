import { expect, test } from 'vitest';
import { versionGates } from '../../src/catalog/index.js';
import { ALLOW_ALL, credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { documented } from '../recorder.js';

async function on(version: string, allowedActions?: readonly string[]) {
  const sandbox = await sandboxed({ version, ...(allowedActions && { allowedActions }) });
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
  const asked = (action: string) => sandbox.requests.filter((request) => request.action === action).length;
  return { agent, asked, sandbox };
}
const TICKET = { deptid: 1, subject: 'Hello', message: 'Hello', clientid: 1 };

test('a parameter that this WHMCS would ignore is said before anything is sent', async () => {
  const { agent, asked, sandbox } = await on('8.2.1');
  const answer = await agent.call('whmcs_open_ticket', { ...TICKET, noemail: true });
  expect(answer).toMatchObject({ isError: true, code: 'invalid_arguments' });
  expect(answer.text).toContain(
    'whmcs_open_ticket was not sent. noemail of OpenTicket needs WHMCS 8.3 or newer, and this one is 8.2.1',
  );
  expect([asked('OpenTicket'), sandbox.mails.length]).toEqual([0, 0]);
});

test('an action that this WHMCS lacks is said as that', async () => {
  const { agent, asked } = await on('8.0.4');
  const { code, text } = await agent.call('whmcs_get_registrars');
  expect(code).toBe('invalid_arguments');
  expect(text).toContain('GetRegistrars needs WHMCS 8.1.1 or newer, and this one is 8.0.4.');
  expect(asked('GetRegistrars')).toBe(0);
});

test('the version is asked once, and not for what every version has', async () => {
  const { agent, asked } = await on('8.13.1');
  done(await agent.call('whmcs_get_clients'));
  expect(asked('WhmcsDetails')).toBe(0);
  done(await agent.call('whmcs_get_clients', { orderby: 'id' }));
  done(await agent.call('whmcs_get_activity_log', { clientid: 1 }));
  expect(asked('WhmcsDetails')).toBe(1);
});

test('a role that does not tell the version holds nothing back, and is not asked again', async () => {
  const { agent, asked } = await on('8.0.4', ['GetRegistrars']);
  done(await agent.call('whmcs_get_registrars'));
  done(await agent.call('whmcs_get_registrars'));
  expect([asked('WhmcsDetails'), asked('GetAdminDetails')]).toEqual([1, 1]);
});

test('what is gated is documented', () => {
  for (const [action, { params }] of Object.entries(documented))
    for (const { param, since } of versionGates(action))
      if (param !== undefined && since !== undefined)
        expect(
          params.map(({ name }) => name),
          action,
        ).toContain(param);
});
