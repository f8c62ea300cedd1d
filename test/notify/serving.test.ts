import { expect, test } from 'vitest';
import { credentialsFor, policyFile, sandboxed } from '../harness.js';
import { finished, spawnStdio } from '../program.js';
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
