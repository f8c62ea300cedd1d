import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { expect, onTestFinished, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { cookieIn, post, visitorWith } from '../console/running-console.js';
import { serving } from '../console/serving.js';
import { ALLOW_ALL, connect, credentialsFor, policyFile, sandboxed, temporaryFolder } from '../harness.js';
import { dataOf, openReceiver } from '../notify/receiver.js';
import { toldByWebhook } from '../notify/samples.js';
import { finished, run } from '../program.js';

const ASKS = {
  ...ALLOW_ALL,
  grants: { support: { toolsets: ['orders'] } },
  tools: { whmcs_cancel_order: { require_approval: {} } },
};

/** A command that is typed with a password. */
async function typedWith(password: string, args: string[], env: Record<string, string>) {
  const { child, exit, out, err } = run(args, env);
  child.stdin?.end(`${password}\n`);
  return { code: await exit, out: out(), err: err() };
}

/** Two WHMCS, an agent of a grant and one of none, Ben who decides for the grant, and Anna who decides for all. */
async function company() {
  const whmcs = { eu: await sandboxed(), us: await sandboxed() };
  const folder = temporaryFolder();
  const file = join(folder, 'installs.json');
  const policy = policyFile(ASKS);
  const { WHMCS_API_IDENTIFIER = '', WHMCS_API_SECRET = '' } = credentialsFor(whmcs.eu);
  const installs = Object.entries(whmcs).map(([name, { url }]) => ({
    name,
    url,
    identifier_env: 'OUR_ID',
    secret_env: 'OUR_SECRET',
    staff: 'agent',
    policy,
  }));
  writeFileSync(file, JSON.stringify({ installs }));
  const hook = await openReceiver();
  const env = {
    OUR_ID: WHMCS_API_IDENTIFIER,
    OUR_SECRET: WHMCS_API_SECRET,
    GUARD_INSTALLS: file,
    GUARD_STATE: join(folder, 'state.db'),
    GUARD_DESTRUCTIVE: 'true',
    GUARD_APPROVAL_WAIT: '0',
    ...toldByWebhook(hook.url),
  };
  const token = async (...args: string[]) => (await finished(['tokens', 'create', ...args], env)).out.trim();
  const tokens = { desk: await token('desk', '--grant', 'support'), books: await token('books') };
  const added = await typedWith(
    'a password of ben',
    ['approvals', 'add-approver', 'ben', '--grant', 'support', '--grant', 'night'],
    env,
  );
  expect(added).toMatchObject({
    code: 0,
    out: expect.stringContaining('what callers of support and night ask for'),
    err: expect.stringContaining('has no grant night'),
  });
  await typedWith('a password of anna', ['approvals', 'add-approver', 'anna'], env);
  const served = await serving(env);
  return {
    ...served,
    env,
    hook,
    whmcs,
    async agent(name: keyof typeof tokens) {
      const headers = { authorization: `Bearer ${tokens[name]}` };
      const transport = new StreamableHTTPClientTransport(new URL(`${served.mcp}/mcp`), {
        requestInit: { headers },
      });
      const agent = await connect(transport, () => '');
      onTestFinished(() => agent.client.close());
      return agent;
    },
    async person(name: string) {
      const form = { name, password: `a password of ${name}` };
      return visitorWith(served.url, cookieIn(await post(served.url, '/sign-in', form)));
    },
  };
}

const orderid = LANDMARKS.pendingOrder;

test('over HTTP people see in which WHMCS a call would act, and decide for the callers of their grants', async () => {
  const { agent, person, hook, whmcs, env } = await company();
  const [desk, books] = [await agent('desk'), await agent('books')];
  const idOf = async (asking: typeof desk, install: string) =>
    String((await asking.call('whmcs_cancel_order', { install, orderid })).details.approval);
  const [eu, us] = [await idOf(desk, 'eu'), await idOf(books, 'us')];
  expect(eu).not.toBe(us);

  const ben = await person('ben');
  const list = await (await ben.get('/approvals')).text();
  expect(list).toContain(eu);
  expect(list).not.toContain(us);
  expect(list).toContain('<span class="pill">eu</span>');
  const all = await (await (await person('anna')).get('/approvals')).text();
  for (const shown of [eu, us, '<span class="pill">eu</span>', '<span class="pill">us</span>'])
    expect(all).toContain(shown);

  const said = await typedWith('a password of ben', ['approvals', 'approve', us, '--as', 'ben'], env);
  expect(said).toMatchObject({ code: 3, err: expect.stringContaining('callers of other grants') });
  expect((await ben.post(`/approvals/${us}`, { decision: 'approve' })).status).toBe(404);
  await ben.post(`/approvals/${eu}`, { decision: 'approve' });
  const statusIn = (name: keyof typeof whmcs) =>
    whmcs[name].state.orders.find(({ id }) => id === orderid)?.status;
  expect((await desk.call('whmcs_cancel_order', { install: 'eu', orderid })).isError).toBe(false);
  expect([statusIn('eu'), statusIn('us')]).toEqual(['Cancelled', 'Pending']);

  const activity = await (await ben.get('/activity')).text();
  expect(activity).toContain('<span class="pill">eu</span>');
  expect(activity).not.toContain('<span class="pill">us</span>');

  await hook.until(2);
  const bodies = hook.received.map(dataOf);
  for (const body of bodies.filter(({ id }) => id === eu))
    expect(body).toMatchObject({ install: 'eu', grant: 'support' });
  expect(bodies.find(({ id }) => id === us)).toMatchObject({ install: 'us', caller: 'books' });
  expect(bodies.find(({ id }) => id === us)).not.toHaveProperty('grant');
  const events = await finished(['audit', 'events', '--json'], env);
  expect(events.out).toMatch(/"install": ?"eu"/);
  const approvers = await finished(['approvals', 'approvers'], env);
  expect(approvers.out).toMatch(/^anna .* decides for all callers$/m);
  expect(approvers.out).toMatch(/^ben .* decides for callers of support and night$/m);
});
