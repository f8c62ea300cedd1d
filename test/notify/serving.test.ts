import { expect, test } from 'vitest';
import { ASK_TO_CANCEL, idIn, ORDER, openConsole, openInstallation } from '../approvals/installation.js';
import { cookieIn, post, visitorWith } from '../console/running-console.js';
import { credentialsFor, policyFile, sandboxed } from '../harness.js';
import { finished, spawnStdio } from '../program.js';
import { openPushService } from './push-service.js';
import { openReceiver } from './receiver.js';
import { notifyFile } from './samples.js';

test('a server tells who is on duty as soon as an agent asks, and logs no secret', async () => {
  const receiver = await openReceiver((response, index) => response.writeHead(index === 0 ? 503 : 204).end());
  const env = {
    ...credentialsFor(await sandboxed()),
    GUARD_CONSOLE_URL: 'https://console.example.com',
    GUARD_POLICY: policyFile({
      version: '1',
      default: 'allow',
      tools: { whmcs_update_client: { require_approval: true } },
    }),
    GUARD_NOTIFY: notifyFile({ channels: { duty: { type: 'slack', url_env: 'DUTY_URL' } } }),
    DUTY_URL: receiver.url,
  };
  const agent = await spawnStdio(env);
  const answer = await agent.call('whmcs_update_client', { clientid: 1, city: 'Exempleville' });
  expect(answer.code).toBe('approval_required');
  await receiver.until(2);
  for (const { raw } of receiver.received) {
    expect(raw).toContain('Waits for you: Update client');
    expect(raw).toContain('https://console.example.com/approvals/');
    expect(raw).not.toContain('Exempleville');
  }
  expect(agent.log()).toContain('notify.failed');
  expect(agent.log()).not.toContain('not-for-the-log');
  await agent.client.close();
});

test('a server does not start with a file that is wrong, and says where', async () => {
  const { code, err } = await finished([], {
    ...credentialsFor(await sandboxed()),
    GUARD_STATE: 'memory',
    GUARD_NOTIFY: notifyFile({ channels: { duty: { type: 'slack', url_env: 'DUTY_URL' } } }),
  });
  expect(code).toBe(1);
  expect(err).toMatch(/notify\.json:5:18 \/channels\/duty\/url_env names DUTY_URL, which is not set/);
});

test('who switched it on in the console is told in that browser of what an agent asks, and by notify test', async () => {
  const service = await openPushService();
  const phone = service.browser('phone');
  const installation = await openInstallation(ASK_TO_CANCEL, {
    GUARD_NOTIFY: notifyFile({ channels: { duty: { type: 'push', services: service.origin } } }),
  });
  const { url, link } = await openConsole(installation);
  const token = new URL(link).searchParams.get('token') ?? '';
  const me = await visitorWith(url, cookieIn(await post(url, '/sign-in', { token })));
  const { endpoint, p256dh, auth } = phone;
  await me.post('/people/browsers', { endpoint, p256dh, auth });
  const id = idIn(await (await installation.agent()).call('whmcs_cancel_order', { orderid: ORDER }));
  await service.until(1);
  const [got] = service.pushed;
  expect(got && phone.read(got.body)).toMatchObject({
    title: 'Waits for you: Cancel order',
    path: `/approvals/${id}`,
  });
  const tried = await installation.command('notify', 'test');
  expect(tried.out).toBe('duty (push)  told: 1 browser\n');
  expect(service.pushed.at(-1) && phone.read(service.pushed.at(-1)?.body ?? Buffer.alloc(0)).title).toBe(
    'A test of whmcs-mcp',
  );
});
