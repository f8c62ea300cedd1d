import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readInstalls } from '../../src/installs/index.js';
import { temporaryFolder } from '../harness.js';

const SETTINGS = {
  EU_ID: 'id-of-eu',
  EU_SECRET: 'secret-of-eu',
  US_ID: 'id-of-us',
  US_SECRET: 'secret-of-us',
};
const EU = {
  name: 'eu',
  url: 'https://billing.example.com',
  identifier_env: 'EU_ID',
  secret_env: 'EU_SECRET',
};
const US = { name: 'us', url: 'https://us.example.com', identifier_env: 'US_ID', secret_env: 'US_SECRET' };

function fileOf(content: unknown): string {
  const path = join(temporaryFolder(), 'installs.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const read = (content: unknown, settings: Record<string, string> = SETTINGS) =>
  readInstalls(fileOf(content), settings);

function problemsOf(content: unknown, settings?: Record<string, string>): string {
  const result = read(content, settings);
  return 'problems' in result ? result.problems.join('\n') : 'no problem';
}

test('each entry is read with its credential, and paths are taken from the folder of the file', () => {
  const path = fileOf({
    installs: [
      {
        ...EU,
        policy: 'eu.json',
        date_format: 'yyyy-mm-dd',
        timezone: 'UTC',
        rate: 5,
        concurrency: 2,
        staff: 'bot',
      },
      { ...US, secret_env: undefined, secret_file: 'us-secret', policy: 'state', access_key_env: 'US_ID' },
    ],
  });
  const secret = join(path, '../us-secret');
  writeFileSync(secret, 'in a file\n', { mode: 0o600 });
  expect(readInstalls(path, SETTINGS)).toEqual({
    warnings: [],
    installs: [
      {
        name: 'eu',
        url: EU.url,
        credentials: { identifier: 'id-of-eu', secret: 'secret-of-eu', accessKey: undefined },
        policy: join(path, '../eu.json'),
        dateFormat: 'YYYY-MM-DD',
        timezone: 'UTC',
        rate: 5,
        concurrency: 2,
        staff: 'bot',
        allowHttp: undefined,
      },
      expect.objectContaining({
        credentials: { identifier: 'id-of-us', secret: 'in a file', accessKey: 'id-of-us' },
        policy: 'state',
      }),
    ],
  });
  chmodSync(secret, 0o604);
  expect(readInstalls(path, SETTINGS)).toMatchObject({ warnings: [expect.stringContaining('chmod 600')] });
});

test.each<[string, object, RegExp]>([
  [
    'a credential itself',
    { secret: 'hunter2-hunter2' },
    /no credential stands in this file: name a variable with secret_env/,
  ],
  ['a misspelt key', { polcy: 'x' }, /there is no key "polcy". Did you mean "policy"\?/],
  ['a variable that is not set', { secret_env: 'NONE' }, /the variable that secret_env names is not set/],
  ['a variable that is none', { secret_env: 'a b' }, /must be the name of an environment variable/],
  ['two places of a credential', { secret_file: 'x' }, /take one of secret_env and secret_file/],
  ['no place of a credential', { secret_env: undefined }, /secret_env or secret_file is missing/],
  [
    'a file that is not there',
    { secret_env: undefined, secret_file: 'none' },
    /can't be read \(there is no such file\)/,
  ],
  ['a name in capitals', { name: 'EU' }, /name must be 1 to 40 small letters/],
  ['a name that looks like another', { name: 'еu' }, /name must be/],
  ['a name with a space', { name: 'eu ' }, /name must be/],
  ['no address', { url: undefined }, /eu: url is missing/],
  ['an address in clear', { url: 'http://billing.example.com' }, /eu: url must use https/],
  [
    'an address with a password',
    { url: 'https://a:b@billing.example.com' },
    /eu: url must not hold a user name/,
  ],
  ['a date format that there is not', { date_format: 'D/M' }, /eu: date_format must be one of/],
  ['a time zone that there is not', { timezone: 'Berlin' }, /eu: timezone must be an IANA time zone/],
  ['a rate that is none', { rate: -1 }, /eu: rate must be a whole number/],
  ['a policy that is none', { policy: 7 }, /eu: policy must be the path/],
])('%s is refused, with what to write instead', (_what, wrong, message) => {
  const problems = problemsOf({ installs: [{ ...EU, ...wrong }, US] });
  expect(problems).toMatch(message);
  expect(problems).not.toMatch(/hunter2|secret-of|a:b@/);
});

test.each<[string, unknown, RegExp]>([
  ['one name twice', { installs: [EU, { ...US, name: 'eu' }] }, /two entries are named eu/],
  [
    'one WHMCS twice',
    { installs: [EU, { ...US, url: 'https://Billing.Example.com:443/includes/api.php' }] },
    /eu and us are the same WHMCS/,
  ],
  [
    'one WHMCS by another way',
    { installs: [EU, { ...US, url: 'http://billing.example.com./', allow_http: true }] },
    /are the same WHMCS/,
  ],
  ['none', { installs: [] }, /must be a list of 1 to 100 entries/],
  ['no list', { installs: { eu: EU } }, /must be a list/],
  ['another key', { installs: [EU], install: [US] }, /there is no key "install" here/],
  ['no object', '[]', /must be a list/],
  ['a comment', '{ // eu\n "installs": [] }', /line 1 is no JSON/],
  ['nothing', '', /is no JSON/],
  [
    'a key twice',
    `{"installs":[{"name":"eu","url":"https://a.example.com","url":"https://b.example.com"}]}`,
    /"url" stands twice/,
  ],
])('a file with %s is refused', (_what, content, message) => {
  expect(problemsOf(content)).toMatch(message);
});

test('the only WHMCS and a list of them are not named together', () => {
  const problems = problemsOf(
    { installs: [EU, US] },
    { ...SETTINGS, WHMCS_API_URL: 'https://x.example.com' },
  );
  expect(problems).toContain('WHMCS_API_URL: is set, and GUARD_INSTALLS too');
});

test('a file that others can change is not used: it says where credentials go', () => {
  const path = fileOf({ installs: [EU, US] });
  chmodSync(path, 0o666);
  expect(readInstalls(path, SETTINGS)).toMatchObject({ problems: [expect.stringContaining('chmod o-w')] });
});

test('a folder in its place is told as that', () => {
  const path = join(temporaryFolder(), 'installs.json');
  mkdirSync(path);
  expect(readInstalls(path, SETTINGS)).toMatchObject({
    problems: [expect.stringContaining('it is a folder')],
  });
});
