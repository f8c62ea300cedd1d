import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALLOW_ALL, done, policyFile, temporaryFolder } from '../harness.js';
import { openSeveral } from '../installs/several-program.js';
import { recorder } from '../recorder.js';
import { typed } from './terminal.js';

const LOG = 'whmcs_log_activity';

/** The settings of a server for `eu` and `us`. */
function settingsFor(urls: Readonly<Record<'eu' | 'us', string>>): Record<string, string> {
  const file = join(temporaryFolder(), 'installs.json');
  const installs = Object.entries(urls).map(([name, url]) => ({
    name,
    url,
    identifier_env: 'ONE_ID',
    secret_env: 'ONE_SECRET',
    allow_http: true,
  }));
  writeFileSync(file, JSON.stringify({ installs }), { mode: 0o600 });
  return { GUARD_INSTALLS: file, ONE_ID: 'id', ONE_SECRET: 'secret' };
}

const SOMEWHERE = { eu: 'https://eu.example.com', us: 'https://us.example.com' };

test('what a policy says of a call in one of several WHMCS comes with the counts there', async () => {
  const policy = { ...ALLOW_ALL, tools: { [LOG]: { rate_limit: { max: 5, window: 3600 } } } };
  const [eu, us] = [await recorder(), await recorder()];
  const urls = { eu: eu.env.WHMCS_API_URL ?? '', us: us.env.WHMCS_API_URL ?? '' };
  const env = { ...settingsFor(urls), GUARD_STATE: join(temporaryFolder(), 'state.db') };
  const { agentOf } = openSeveral(
    [
      { name: 'eu', url: urls.eu, policy },
      { name: 'us', url: urls.us, policy },
    ],
    { GUARD_STATE: env.GUARD_STATE },
  );
  const agent = await agentOf();
  for (const description of ['one', 'two']) done(await agent.call(LOG, { install: 'us', description }));

  const explain = (...more: string[]) =>
    typed(['policy', 'explain', policyFile(policy), LOG, '{"description": "three"}', ...more], env);
  const inUs = await explain('--install', 'us', '--json');
  expect(JSON.parse(inUs.out)).toMatchObject({ outcome: 'allow', limits: [{ used: '2', max: '5' }] });
  expect((await explain('--install', 'eu')).out).toMatch(/limits now:\n {2}\S+: 0 of 5/);
  expect((await explain()).out).not.toContain('limits now');
  const wrong = await explain('--install', 'uss');
  expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('Did you mean "us"') });
});

test('a grant for a WHMCS that the settings do not name is a warning', async () => {
  const grants = { one: { installs: ['eu'] }, other: { installs: ['eu', 'uss'] } };
  const file = policyFile({ ...ALLOW_ALL, grants });
  const here = await typed(['policy', 'check', file], settingsFor(SOMEWHERE));
  expect(here.code).toBe(0);
  expect(here.out.match(/warning .*/g)).toEqual([
    expect.stringMatching(/^warning \/grants\/other\/installs\/1 GUARD_INSTALLS names no WHMCS "uss".*us/),
  ]);
  // Nothing can be told where no server for several is set up, or where its file is not in order.
  expect((await typed(['policy', 'check', file])).out).not.toContain('warning');
  const lacking = { GUARD_INSTALLS: join(temporaryFolder(), 'none.json') };
  expect(await typed(['policy', 'check', file], lacking)).toMatchObject({
    code: 0,
    out: expect.not.stringContaining('warning'),
    err: expect.stringContaining('names of WHMCS are not checked'),
  });
});
