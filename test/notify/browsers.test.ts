import { expect, onTestFinished, test } from 'vitest';
import { type BrowserPorts, createBrowsers, deliver, type Subscriber } from '../../src/notify/index.js';
import { type Message, messageOf, testMessage } from '../../src/notify/message.js';
import { openStore } from '../../src/store/index.js';
import { DAY, NOON } from '../approvals/samples.js';
import { type FakeBrowser, fakeBrowser, openPushService, signedClaims } from './push-service.js';
import { settingsFor } from './samples.js';
import { waiting } from './waiting.js';

const ANNA: Subscriber = { who: 'Anna', by: { way: 'password', setAt: 1 }, grants: undefined };
const BEN: Subscriber = { who: 'Ben', by: { way: 'password', setAt: 1 }, grants: ['support'] };

const asked = (
  detail: 'id' | 'kind' | 'full' = 'kind',
  differing: Parameters<typeof waiting>[0] = {},
): Message =>
  messageOf(waiting(differing), { occasion: 'asked', detail, base: 'https://c.example.com', at: NOON });

async function office(more: Partial<BrowserPorts> = {}, isUnasked = false) {
  const [service, store] = [await openPushService(), await openStore('memory')];
  onTestFinished(() => store.close());
  let time = NOON.getTime();
  const gone = new Set<string>();
  const ports: BrowserPorts = {
    store: async () => store,
    secret: Buffer.alloc(32, 7),
    contact: 'https://console.example.com',
    services: [service.origin],
    welcome: async ({ who, grants }) => (gone.has(who) ? undefined : { grants }),
    now: () => new Date(time),
    ...more,
  };
  const browsers = createBrowsers(ports, { isUnasked });
  return {
    service,
    store,
    browsers,
    gone,
    beside: () => createBrowsers(ports, { isUnasked }),
    pass(ms: number) {
      time += ms;
    },
    add: (who: Subscriber, browser: FakeBrowser) =>
      browsers.add(who, { ...browser, label: 'Firefox on Windows' }),
    tell: (message: Message, to?: string[]) => browsers.tell(message, to, AbortSignal.timeout(5_000)),
  };
}

test('a browser is told what waits, in a form that only it can read, and where to go', async () => {
  const { service, browsers, add, tell } = await office();
  const [mine, other] = [service.browser('anna'), service.browser('ben')];
  expect(await add(ANNA, mine)).toBeUndefined();
  expect(await tell(asked())).toEqual({ ok: true, says: '1 browser', retry: false });
  const [got] = service.pushed;
  if (got === undefined) throw new Error('nothing came');
  expect(mine.read(got.body)).toEqual({
    title: 'Waits for you: Cancel order',
    body: 'Request 7QKM-2X9D in shop-de. It lapses in 15 minutes.',
    tag: '7QKM-2X9D',
    path: '/approvals/7QKM-2X9D',
  });
  expect(() => other.read(got.body)).toThrow();
  expect(got.body.toString('latin1')).not.toMatch(/7QKM|Cancel|waits/i);
  expect(got.headers).toMatchObject({
    'content-encoding': 'aes128gcm',
    urgency: 'high',
    ttl: '3600',
    topic: '7QKM-2X9D',
  });
  expect(signedClaims(got, browsers.publicKey)).toMatchObject({
    aud: service.origin,
    sub: 'https://console.example.com',
  });
});

test('a message has room for its level and no more, however long the request is', async () => {
  const { service, add, tell } = await office();
  const mine = service.browser('anna');
  await add(ANNA, mine);
  const long = waiting({
    shown: { args: { message: '𝄞'.repeat(5_000) }, preview: { title: '€'.repeat(400) } },
  });
  const message = messageOf(long, { occasion: 'asked', detail: 'full', base: undefined, at: NOON });
  expect((await tell(message)).ok).toBe(true);
  const [got] = service.pushed;
  expect(got?.body.length).toBeLessThan(3_993);
  expect(got && mine.read(got.body).path).toBe('/approvals/7QKM-2X9D');
  await tell(asked('id'));
  expect(JSON.stringify(service.pushed[1] && mine.read(service.pushed[1].body))).not.toMatch(
    /cancel|shop-de/i,
  );
});

test('all processes of an installation sign with one key, which another secret does not make', async () => {
  const { browsers, beside } = await office();
  expect(beside().publicKey).toBe(browsers.publicKey);
  const another = await office({ secret: Buffer.alloc(32, 8) });
  expect(another.browsers.publicKey).not.toBe(browsers.publicKey);
  // Zero is no number of the curve.
  expect((await office({ secret: Buffer.alloc(32) })).browsers.publicKey).toMatch(/^B[\w-]{86}$/);
});

test('who decides for callers of some grants is told of no others', async () => {
  const { service, add, tell } = await office();
  await add(ANNA, service.browser('anna'));
  await add(BEN, service.browser('ben'));
  await tell(asked('kind', { grant: 'billing' }));
  await tell(asked('kind', { grant: undefined }));
  expect(service.pushed.map(({ path }) => path)).toEqual(['/anna', '/anna']);
  await tell(asked('kind', { grant: 'support' }));
  expect(
    service.pushed
      .slice(2)
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(['/anna', '/ben']);
  await tell(testMessage(undefined, NOON), ['ben']);
  expect(service.pushed.slice(4).map(({ path }) => path)).toEqual(['/ben']);
});

test('whose callers somebody decides for is looked up anew for each message', async () => {
  let grants: readonly string[] | undefined = ['support', 'billing'];
  const { service, add, tell } = await office({ welcome: async () => ({ grants }) });
  await add({ ...BEN, grants }, service.browser('ben'));
  expect((await tell(asked('kind', { grant: 'billing' }))).ok).toBe(true);
  grants = ['support'];
  expect((await tell(asked('kind', { grant: 'billing' }))).ok).toBe(false);
  expect(service.pushed).toHaveLength(1);
});

test.each([403, 404, 410])('a browser that its service says is gone (%i) is forgotten', async (status) => {
  const { service, store, browsers, add, tell } = await office();
  await add(ANNA, service.browser('old'));
  await add(ANNA, service.browser('new'));
  service.answers.set('/old', status);
  expect(await tell(asked())).toMatchObject({ ok: true, says: '1 of 2 browsers' });
  expect(await browsers.of('Anna')).toHaveLength(1);
  expect((await store.sharedValues.get('browsers'))?.value).not.toContain('/old');
});

test('a person counts as told by one browser, and one who was not is told again later', async () => {
  const { service, browsers, add, tell } = await office();
  await add(ANNA, service.browser('anna'));
  await add(BEN, service.browser('ben'));
  service.answers.set('/ben', 503);
  expect(await tell(asked('kind', { grant: 'support' }))).toEqual({
    ok: false,
    says: '1 of 2 browsers: answered 503: it is broken or busy',
    retry: true,
  });
  await add(BEN, service.browser('phone'));
  expect(await tell(asked('kind', { grant: 'support' }))).toMatchObject({
    ok: true,
    says: '2 of 3 browsers',
  });
  expect(await browsers.of('Ben')).toHaveLength(2);
});

test('where nobody has switched it on, that is a fault only of who said that somebody is to be told', async () => {
  const says = 'nobody has switched it on';
  expect(await (await office()).tell(asked())).toEqual({ ok: false, says, retry: false });
  expect(await (await office({}, true)).tell(asked())).toEqual({ ok: true, says, retry: false });
});

test('who may not sign in any more, or has not for thirty days, is told nothing and forgotten', async () => {
  const { service, store, gone, add, tell, pass, browsers } = await office();
  await add(ANNA, service.browser('anna'));
  await add(BEN, service.browser('ben'));
  gone.add('Ben');
  await tell(asked('kind', { grant: 'support' }));
  expect(service.pushed.map(({ path }) => path)).toEqual(['/anna']);
  expect((await store.sharedValues.get('browsers'))?.value).not.toContain('Ben');
  pass(29 * DAY);
  await browsers.signedIn({ ...ANNA, grants: ['support'] });
  pass(2 * DAY);
  await tell(asked('kind', { grant: 'billing' }));
  expect(service.pushed).toHaveLength(1);
  await tell(asked('kind', { grant: 'support' }));
  expect(service.pushed).toHaveLength(2);
  pass(30 * DAY);
  await tell(asked());
  expect(service.pushed).toHaveLength(2);
  expect((await store.sharedValues.get('browsers'))?.value).toBe('[]');
});

test('of one person the newest five are kept, and nobody removes those of others', async () => {
  const { service, browsers, add, pass } = await office();
  await add(BEN, service.browser('ben'));
  for (let index = 0; index < 7; index++) {
    await add(ANNA, service.browser(`anna-${index}`));
    pass(1_000);
  }
  const own = await browsers.of('Anna');
  expect(own).toHaveLength(5);
  expect(Math.min(...own.map(({ seenAt }) => seenAt.getTime()))).toBe(NOON.getTime() + 2_000);
  const [ben] = await browsers.of('Ben');
  await browsers.remove('Anna', ben?.id);
  expect(await browsers.of('Ben')).toHaveLength(1);
  await browsers.remove('Anna', own[0]?.id);
  expect(await browsers.of('Anna')).toHaveLength(4);
  await browsers.remove('Anna');
  expect(await browsers.of('Anna')).toEqual([]);
  expect(await browsers.of('Ben')).toHaveLength(1);
});

test('changes by several processes at once are all kept', async () => {
  const { service, browsers, beside } = await office();
  const all = [browsers, beside(), beside()];
  await Promise.all(
    all.map((one, index) =>
      one.add({ ...ANNA, who: `Person ${index}` }, { ...service.browser(`${index}`), label: 'A browser' }),
    ),
  );
  for (const index of all.keys()) expect(await browsers.of(`Person ${index}`)).toHaveLength(1);
});

const KNOWN = [
  'https://fcm.googleapis.com/fcm/send/abc',
  'https://updates.push.services.mozilla.com/wpush/v2/abc',
  'https://web.push.apple.com/abc',
  'https://wns2-par02p.notify.windows.com/w/?token=abc',
];
const OTHERS = [
  'http://fcm.googleapis.com/fcm/send/abc',
  'https://fcm.googleapis.com:8443/fcm/send/abc',
  'https://user:word@fcm.googleapis.com/fcm/send/abc',
  String.raw`https://fcm.googleapis.com\\@evil.example/abc`,
  String.raw`https://evil.example\@fcm.googleapis.com/abc`,
  'https://evil.example/@fcm.googleapis.com',
  'https://evil.example#@fcm.googleapis.com/abc',
  'https://evil.example?@fcm.googleapis.com/abc',
  'https://fcm.googleapis.com.example.com/abc',
  'https://notfcm.googleapis.com/abc',
  'https://evilpush.apple.com/abc',
  'https://127.0.0.1/abc',
  'http://169.254.169.254/latest/meta-data',
  'https://[::1]/abc',
  'https://example.com/abc',
  'file:///etc/passwd',
  'nonsense',
  '',
];

test('only addresses of push services are called, whatever a page names', async () => {
  const { browsers } = await office({ services: [] });
  for (const endpoint of KNOWN)
    expect(await browsers.add(ANNA, { ...fakeBrowser(endpoint), label: '' }), endpoint).toBeUndefined();
  for (const endpoint of [...OTHERS, `https://fcm.googleapis.com/${'x'.repeat(1_000)}`])
    expect(await browsers.add(BEN, { ...fakeBrowser(endpoint), label: '' }), endpoint).toBeTypeOf('string');
  expect(await browsers.of('Ben')).toEqual([]);
});

test('an address is called only where all of its readers see the host that was judged', async () => {
  const { service, store, browsers, tell } = await office();
  const { endpoint, ...keys } = service.browser('anna');
  const { host } = new URL(endpoint);
  for (const other of [
    String.raw`http://${host}\@push.example.com/anna`,
    String.raw`http:\\${host}/anna`,
    `http://${host}/a/../anna`,
    ` ${endpoint}`,
    endpoint.replace('anna', 'an\tna'),
    endpoint.replace('http', 'HTTP'),
  ])
    expect(await browsers.add(ANNA, { ...keys, endpoint: other, label: '' }), other).toBeTypeOf('string');
  expect(await browsers.add(ANNA, { ...keys, endpoint, label: '' })).toBeUndefined();
  const row = await store.sharedValues.get('browsers');
  const value = String(row?.value).replace(`//${host}/`, String.raw`//${host}\\@push.example.com/`);
  await store.sharedValues.put('browsers', value, new Date());
  expect((await tell(asked())).says).toBe('nobody has switched it on');
  expect(service.pushed).toEqual([]);
});

test('an address that is no push service any more is not called, though it was kept', async () => {
  const { service, store, add } = await office();
  await add(ANNA, service.browser('anna'));
  const later = await office({ store: async () => store, services: [] });
  expect((await later.tell(asked())).says).toBe('nobody has switched it on');
  expect(service.pushed).toEqual([]);
});

test.each([
  ['no point', { p256dh: 'AAAA' }],
  ['a short secret', { auth: 'AAAA' }],
])('keys with %s are refused', async (_what, wrong) => {
  const { service, browsers } = await office();
  expect(await browsers.add(ANNA, { ...service.browser('anna'), ...wrong, label: '' })).toContain(
    'no way to tell',
  );
});

test('a state that holds what nobody can read, or that fails, tells nobody and is no end', async () => {
  const { store, tell, browsers, service, add } = await office();
  await store.sharedValues.put('browsers', '[{"who": 7}]', NOON);
  expect((await tell(asked())).says).toBe('nobody has switched it on');
  expect(await add(ANNA, service.browser('anna'))).toBeUndefined();
  expect(await browsers.of('Anna')).toHaveLength(1);
  const failing = await office({ store: () => Promise.reject(new Error('away')) });
  expect(await failing.tell(asked())).toEqual({
    ok: false,
    says: 'the state could not be read',
    retry: true,
  });
});

test('a channel of a file names people and services, and takes no others', async () => {
  const { service, browsers, add } = await office();
  await add(ANNA, service.browser('anna'));
  await add(BEN, service.browser('ben'));
  const { channels } = settingsFor({
    channels: { duty: { type: 'push', to: ['BEN'], services: ['push.example.com', service.origin] } },
  });
  const duty = channels.get('duty');
  if (duty === undefined) throw new Error('there is one');
  const outcome = await deliver(duty, asked('kind', { grant: 'support' }), { now: NOON, browsers });
  expect(outcome.says).toBe('1 browser');
  expect(service.pushed.map(({ path }) => path)).toEqual(['/ben']);
  expect((await deliver(duty, asked(), { now: NOON })).ok).toBe(false);
  for (const services of ['https://push.example.com', 'http://10.0.0.1', '*'])
    expect(() => settingsFor({ channels: { duty: { type: 'push', services } } })).toThrow(
      'must be host names',
    );
});
