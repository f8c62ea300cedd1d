import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { readNotify } from '../../src/notify/index.js';
import { KEY, notifyFile, settingsFor } from './samples.js';

const SLACK = 'https://hooks.example.com/services/T0/B0/very-secret';

function problemsOf(content: unknown, variables: Record<string, string> = {}): string[] {
  const path = notifyFile(content);
  const read = readNotify(path, variables);
  if (!('problems' in read)) throw new Error('nothing is wrong with it');
  return read.problems.map((problem) => problem.replace(path, 'notify.json'));
}

test('without steps all channels are told at once, and as little as helps', () => {
  const { channels, steps } = settingsFor(
    { channels: { team: { type: 'slack', url_env: 'SLACK' }, duty: { type: 'ntfy', topic_env: 'TOPIC' } } },
    { SLACK, TOPIC: 'a-topic-nobody-knows' },
  );
  expect(steps).toEqual([{ afterMs: 0, tell: ['team', 'duty'] }]);
  expect(channels.get('team')).toMatchObject({ detail: 'kind', settled: false });
});

test('steps come in the order of their time', () => {
  const { steps } = settingsFor(
    {
      channels: { team: { type: 'slack', url_env: 'SLACK' }, other: { type: 'discord', url_env: 'SLACK' } },
      escalation: [
        { after_minutes: 10, tell: ['other', 'other'] },
        { after_minutes: 0.5, tell: ['team'] },
      ],
    },
    { SLACK },
  );
  expect(steps).toEqual([
    { afterMs: 30_000, tell: ['team'] },
    { afterMs: 600_000, tell: ['other'] },
  ]);
});

test('a secret is read from a variable or a file beside it, and is not printed', () => {
  const path = notifyFile({
    channels: {
      team: { type: 'slack', url_file: 'slack.txt' },
      own: { type: 'webhook', url_env: 'HOOK', secret_env: 'KEY' },
    },
  });
  writeFileSync(join(dirname(path), 'slack.txt'), `${SLACK}\n`);
  const read = readNotify(path, { HOOK: 'https://own.example.com/hook', KEY });
  if ('problems' in read) throw new Error(read.problems.join());
  expect(read.channels.get('team')?.values.url?.reveal()).toBe(SLACK);
  expect(read.secrets).toEqual(expect.arrayContaining([SLACK, KEY, 'https://own.example.com/hook']));
  const shown = inspect(read.channels, { depth: 9 }) + JSON.stringify([...read.channels]);
  expect(shown).not.toContain('very-secret');
  expect(shown).not.toContain(KEY);
});

test.each<[string, unknown, string]>([
  ['no JSON', '{\n  "channels": {,\n}', 'notify.json:2:16 is no JSON (ValueExpected)'],
  [
    'a key twice',
    '{"channels": {}, "channels": {}}',
    'notify.json:1:18 "channels" stands twice in one object',
  ],
  ['no object', '[]', 'notify.json:1:1 / must be an object'],
  ['no channels', { channels: {} }, 'notify.json:2:15 /channels must be an object of 1 to 20 channels'],
  [
    'a misspelt type',
    { channels: { team: { type: 'slak' } } },
    'notify.json:4:15 /channels/team/type must be one of slack',
  ],
  [
    'a variable that is not set',
    { channels: { team: { type: 'slack', url_env: 'SLAKC' } } },
    'notify.json:5:18 /channels/team/url_env names SLAKC, which is not set',
  ],
  [
    'a secret in the file',
    { channels: { team: { type: 'slack', url: SLACK } } },
    'notify.json:5:14 /channels/team/url is secret and does not stand in this file: name a variable with url_env, or a file with url_file',
  ],
  [
    'a file that is not there',
    { channels: { team: { type: 'slack', url_file: 'gone.txt' } } },
    "/channels/team/url_file names a file that can't be read (there is no such file)",
  ],
  [
    'a key nobody knows',
    { channels: { team: { type: 'slack', url_env: 'SLACK', detial: 'id' } } },
    '/channels/team/detial is unknown. Did you mean "detail"?',
  ],
  [
    'a level nobody knows',
    { detail: 'all', channels: { team: { type: 'slack', url_env: 'SLACK' } } },
    'notify.json:2:13 /detail must be one of id, kind, title, full',
  ],
  [
    'what is no address',
    { channels: { team: { type: 'slack', url_env: 'WORD' } } },
    '/channels/team/url_env names the address of an incoming webhook, which must be an http or https address',
  ],
  [
    'a key too short to sign with',
    { channels: { own: { type: 'webhook', url_env: 'SLACK', secret_env: 'WORD' } } },
    'which must be whsec_ and at least 16 random bytes in base64',
  ],
  [
    'a step for nobody there',
    {
      channels: { team: { type: 'slack', url_env: 'SLACK' } },
      escalation: [{ after_minutes: 1, tell: ['taem'] }],
    },
    '/escalation/0/tell/0 is no channel of this file. Did you mean "team"?',
  ],
  [
    'two steps at one time',
    {
      channels: { team: { type: 'slack', url_env: 'SLACK' } },
      escalation: [
        { after_minutes: 1, tell: ['team'] },
        { after_minutes: 1, tell: ['team'] },
      ],
    },
    '/escalation has two steps after the same time',
  ],
])('%s is told with its place', (_what, content, problem) => {
  const problems = problemsOf(content, { SLACK, WORD: 'abcdefgh' });
  expect(problems.join('\n')).toContain(problem);
  expect(problems.join('\n')).not.toContain('very-secret');
});

test('all that is wrong is told at once', () => {
  const problems = problemsOf({
    detail: 'all',
    channels: { a: { type: 'slack' }, b: { type: 'telegram', token_env: 'NONE' } },
    escalation: [{ after_minutes: -1, tell: ['a'] }],
  });
  expect(problems).toHaveLength(5);
});

test.skipIf(process.platform === 'win32')('a file that others can change is not followed', () => {
  const path = notifyFile({ channels: { team: { type: 'slack', url_env: 'SLACK' } } });
  chmodSync(path, 0o666);
  expect(readNotify(path, { SLACK })).toEqual({
    problems: [expect.stringContaining('others on this machine could have requests told to them')],
  });
});
