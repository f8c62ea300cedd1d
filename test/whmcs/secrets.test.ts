import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import {
  ACCESS_KEY,
  type Answer,
  connect,
  failure,
  freePort,
  IDENTIFIER,
  json,
  SECRET,
  serve,
} from './fake-server.js';

const PASSWORD = 'hunter2-of-a-customer';
const credentials = {
  identifier: { reveal: () => IDENTIFIER },
  secret: { reveal: () => SECRET },
  accessKey: { reveal: () => ACCESS_KEY },
};

/** Each secret in every spelling in which it could slip through. */
const FORBIDDEN = [SECRET, ACCESS_KEY, IDENTIFIER, PASSWORD].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  new URLSearchParams([['', secret]]).toString().slice(1),
  JSON.stringify(secret).slice(1, -1),
]);

function expectClean(text: string): void {
  for (const secret of FORBIDDEN) expect(text).not.toContain(secret);
}

const everything = (value: unknown) =>
  `${inspect(value, { depth: 30, showHidden: true, getters: true })} ${JSON.stringify(value)} ${String(value)}`;

const echo =
  (wrap: (form: string) => [number, string]): Answer =>
  (response, { form }) => {
    const [status, text] = wrap([...form.values(), form.toString()].join(' '));
    response.writeHead(status, { 'content-type': 'text/html' }).end(text);
  };

const ANSWERS: [string, Answer][] = [
  [
    'an error that echoes the request',
    (response, { form }) =>
      json(response, {
        result: 'error',
        message: `Bad: ${form.get('secret')} ${form.get('identifier')} ${form.get('accesskey')} ${form}`,
      }),
  ],
  [
    'an error that hides the echo',
    (response, { form }) =>
      json(response, { result: 'error', message: `Bad: ${[...(form.get('secret') ?? '')].join('\u200b')}` }),
  ],
  [
    'an error that the cut would halve',
    (response, { form }) =>
      json(response, { result: 'error', message: `${'x'.repeat(495)}${form.get('secret')}` }),
  ],
  [
    'a page that echoes the request',
    echo((form) => [500, `<title>${form.replaceAll('<', '&lt;')}</title>${form}`]),
  ],
  [
    'a redirect that echoes the request',
    (response, { form }) => response.writeHead(302, { location: `https://example.com/?${form}` }).end(),
  ],
  ['a reset', (response) => response.socket?.destroy()],
  ['a success', (response) => json(response, { result: 'success', id: 1 })],
];

test.each(ANSWERS)('no secret is in any error, log line or object after %s', async (_what, answer) => {
  const lines: unknown[] = [];
  const server = await serve(answer);
  const { whmcs, clear, read, write } = connect(
    server.url,
    { credentials, maxTries: 2 },
    { log: (...line) => void lines.push(line) },
  );
  for (const clearance of [read('ValidateLogin', {}), write('AddClient', { notes: PASSWORD })]) {
    expectClean(everything(clearance));
    const outcome: unknown = await whmcs.send(clearance).catch((error: unknown) => error);
    // What a customer's password does in a message of WHMCS is for the redaction of results, which knows the arguments.
    if (!(outcome instanceof Error)) expectClean(everything(outcome));
    else for (const secret of FORBIDDEN.slice(0, 12)) expect(everything(outcome)).not.toContain(secret);
    expectClean(everything(clearance));
  }
  expectClean(everything(whmcs));
  expectClean(everything(clear));
  expectClean(everything(lines));
  expect(lines.length).toBeGreaterThan(0);
});

test('log lines carry the call, the action, the kind, the tries and the time, and nothing else', async () => {
  const lines: [string, string, Record<string, unknown>][] = [];
  const { whmcs, read, write } = connect(
    `http://127.0.0.1:${await freePort()}`,
    {},
    { log: (...line) => void lines.push(line) },
  );
  await failure(whmcs.send(read('GetClients', { search: 'jo' })));
  await failure(whmcs.send(write('AddClient', { notes: PASSWORD })));
  expect(lines.map(([level, event]) => `${level} ${event}`)).toEqual([
    ...Array(2).fill('info whmcs.retry'),
    'warn whmcs.fault',
    ...Array(2).fill('info whmcs.retry'),
    'warn whmcs.fault',
  ]);
  for (const [, , fields] of lines) {
    expect(Object.keys(fields).sort()).toEqual(['action', 'call', 'kind', 'ms', 'tries']);
  }
});

test('a log that fails does not change the outcome', async () => {
  const server = await serve((response) => json(response, { result: 'success' }));
  const log = () => {
    throw new Error('disk full');
  };
  const { whmcs, write } = connect(server.url, {}, { log });
  expect(await whmcs.send(write())).toMatchObject({ body: { result: 'success' } });
});
