import { expect, test } from 'vitest';
import { type Agent, credentialsFor, done, inProcess, policyFile, sandboxed } from './harness.js';

async function start(
  redact: Record<string, string>,
): Promise<{ agent: Agent; sandbox: Awaited<ReturnType<typeof sandboxed>> }> {
  const sandbox = await sandboxed();
  const policy = policyFile({ version: '1', default: 'allow', redact });
  return { agent: await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policy }), sandbox };
}

test('masks and drops by class, in every tool, and leaves the rest as it is', async () => {
  const { agent, sandbox } = await start({
    contact: 'mask',
    address: 'drop',
    network: 'drop',
    staff: 'mask',
    tax: 'drop',
  });
  const client = sandbox.state.clients[0];
  const answers = [
    await agent.call('whmcs_get_client_details', { clientid: client?.id }),
    await agent.call('whmcs_get_clients', { limitnum: 50 }),
    await agent.call('whmcs_get_orders', { limitnum: 50 }),
    await agent.call('whmcs_get_tickets', { ignore_dept_assignments: true, limitnum: 50 }),
    await agent.call('whmcs_get_quotes', {}),
    await agent.call('whmcs_get_admin_users', { include_disabled: true }),
    await agent.call('whmcs_get_activity_log', { limitnum: 100, fields: ['id', 'username', 'ipaddress'] }),
    await agent.call('whmcs_get_domain_whois', {
      domainid: sandbox.state.domains.find((one) => one.registrar === 'enom')?.id,
    }),
  ];
  const text = answers.map((answer) => answer.text).join('\n');
  for (const { email, phone, address1, taxId, city } of sandbox.state.clients) {
    expect(text).not.toContain(email);
    for (const gone of [phone, address1, taxId]) if (gone !== '') expect(text).not.toContain(gone);
    expect(text).not.toContain(`"city":${JSON.stringify(city)}`);
  }
  for (const { email, username } of sandbox.state.staff) {
    expect(text).not.toContain(`"${email}"`);
    expect(text).not.toContain(`"username":"${username}"`);
  }
  for (const { ip } of sandbox.state.orders) expect(text).not.toContain(`"${ip}"`);
  const read = done(answers[0] ?? (await agent.call('whmcs_get_client_details', { clientid: 1 })));
  expect(read).toMatchObject({ id: client?.id, status: client?.status, firstname: client?.firstName });
  expect(read.email).toMatch(/^.\*\*\*@example\./);
  expect(read).not.toHaveProperty('address1');
});

test('shows everything where the policy says nothing', async () => {
  const { agent, sandbox } = await start({});
  const client = sandbox.state.clients[0];
  const read = done(await agent.call('whmcs_get_client_details', { clientid: client?.id }));
  expect(read).toMatchObject({ email: client?.email, address1: client?.address1 });
});
