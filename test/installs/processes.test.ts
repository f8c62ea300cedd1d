import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALLOW_ALL, done, policyFile, temporaryFolder } from '../harness.js';
import { finished, overStdio } from '../program.js';
import { recorder } from '../recorder.js';

async function files({ only = ['eu', 'us'] } = {}) {
  const [eu, us] = [await recorder(), await recorder()];
  const folder = temporaryFolder();
  const path = join(folder, 'installs.json');
  const entry = (name: string, url: string | undefined) => ({
    name,
    url,
    identifier_env: `${name.toUpperCase()}_ID`,
    secret_env: `${name.toUpperCase()}_SECRET`,
  });
  const installs = [
    { ...entry('eu', eu.env.WHMCS_API_URL), policy: policyFile(ALLOW_ALL) },
    { ...entry('us', us.env.WHMCS_API_URL), policy: 'state' },
  ];
  writeFileSync(path, JSON.stringify({ installs: installs.filter(({ name }) => only.includes(name)) }));
  const env = {
    GUARD_INSTALLS: path,
    GUARD_STATE: join(folder, 'state.db'),
    EU_ID: 'id-eu',
    EU_SECRET: 'secret-eu',
    US_ID: 'id-us',
    US_SECRET: 'secret-us',
    WHMCS_RATE: '0',
  };
  return { eu, us, env };
}

test('the program works on the WHMCS that a file names, each by its own policy', async () => {
  const { eu, us, env } = await files();
  const agent = await overStdio(env);
  expect(agent.client.getInstructions()).toContain('install says which one');
  const log = (install: string) => agent.call('whmcs_log_activity', { install, description: 'one' });
  done(await log('eu'));
  expect(eu.received).toHaveLength(1);
  expect((await log('us')).isError).toBe(true);
  const published = await finished(['policy', 'publish', policyFile(ALLOW_ALL), '--install', 'us'], env);
  expect(published, published.err).toMatchObject({ code: 0 });
  const unnamed = await finished(['policy', 'publish', policyFile(ALLOW_ALL)], env);
  expect(unnamed).toMatchObject({ code: 1, err: expect.stringContaining('--install NAME') });
  const capitals = await finished(['policy', 'history', '--install', 'US'], env);
  expect(capitals.code).toBe(1);
  done(await log('us'));
  expect(us.received).toHaveLength(1);
  const tools = await finished(['tools'], env);
  expect(tools.out).toMatch(/^eu +whmcs_log_activity/m);
  expect(tools.out).toMatch(/^us +whmcs_log_activity/m);
  const audit = await finished(['audit', 'list'], env);
  expect(audit.out).toMatch(/whmcs_log_activity +by local in eu /);
});

test('with one entry tools take no argument more, and its policy is published under its name', async () => {
  const { us, env } = await files({ only: ['us'] });
  const agent = await overStdio(env);
  const published = await finished(['policy', 'publish', policyFile(ALLOW_ALL), '--install', 'us'], env);
  expect(published, published.err).toMatchObject({ code: 0 });
  done(await agent.call('whmcs_log_activity', { description: 'one' }));
  expect(us.received).toHaveLength(1);
  const held = (install: string) =>
    policyFile({ ...ALLOW_ALL, grants: { desk: { callers: ['local'], installs: [install] } } });
  for (const [install, isError] of [
    ['eu', true],
    ['us', false],
  ] as const) {
    const { code } = await finished(['policy', 'publish', held(install), '--install', 'us'], env);
    expect(code).toBe(0);
    expect((await agent.call('whmcs_log_activity', { description: 'two' })).isError).toBe(isError);
    const asked = ['policy', 'explain', held('us'), 'whmcs_get_stats', '--install', install];
    expect((await finished(asked, env)).out).toContain(install === 'us' ? ': allow by' : ': hidden by');
  }
  const replayed = await finished(['policy', 'replay', held('eu'), '--install', 'us'], env);
  expect(replayed.out).toMatch(/ whmcs_log_activity in us .*was allow, would be hidden by \(not granted\)/);
  expect(replayed.out).toMatch(/^\d+ calls of 7 days in us: \d newly denied/m);
  const elsewhere = await finished(['policy', 'replay', held('eu'), '--install', 'eu'], env);
  expect(elsewhere.out).toMatch(/^0 calls of 7 days in eu/m);
  expect(JSON.stringify((await agent.client.listTools()).tools)).not.toContain('"install"');
});

test('a start with a faulty file says all that is wrong with it and starts nothing', async () => {
  const { env } = await files();
  const { code, err } = await finished([], { ...env, EU_SECRET: '', GUARD_POLICYX: '1' });
  expect(code).toBe(1);
  expect(err).toContain('eu: the variable that secret_env names is not set');
});
