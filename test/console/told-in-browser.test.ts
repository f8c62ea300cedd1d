import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { browserLabel } from '../../src/console/pages/people/browsers.js';
import { createBrowsers } from '../../src/notify/index.js';
import { browserTest, openPage, watch } from '../browser.js';
import { type FakeBrowser, openPushService } from '../notify/push-service.js';
import { approver, openConsole, operator, post, type RunningConsole, signIn } from './running-console.js';

/** A console that tells people in browsers, by a push service of this machine. */
async function telling() {
  const service = await openPushService();
  let console: RunningConsole | undefined;
  const browsers = createBrowsers(
    {
      store: async () => console?.store ?? Promise.reject(new Error('there is none yet')),
      secret: Buffer.alloc(32, 7),
      contact: 'https://console.example.com',
      services: [service.origin],
      welcome: async ({ grants }) => ({ grants }),
      now: () => new Date(),
    },
    { isUnasked: false },
  );
  console = await openConsole({ browsers });
  return { console, browsers, service };
}

const fieldsOf = ({ endpoint, p256dh, auth }: FakeBrowser) => ({ endpoint, p256dh, auth });

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36';

test('a person switches it on for a browser, sees it, and switches it off', async () => {
  const { console, browsers, service } = await telling();
  const me = await operator(console);
  const before = await (await me.get('/people')).text();
  expect(before).toContain(`data-key="${browsers.publicKey}"`);
  const on = await me.post('/people/browsers', fieldsOf(service.browser('mine')), { 'user-agent': PHONE });
  expect(on.headers.get('location')).toBe('/people');
  const page = await (await me.get('/people')).text();
  expect(page).toContain('You are told in this browser from now on.');
  expect(page).toContain('Chrome on Android');
  expect(page).not.toContain(service.browser('mine').endpoint);
  const [own] = await browsers.of('operator');
  await me.post('/people/browsers', fieldsOf(service.browser('other')), { 'user-agent': PHONE });
  await me.post('/people/browsers/stop', { id: own?.id ?? '' });
  const left = await browsers.of('operator');
  expect(left).toHaveLength(1);
  expect(left[0]?.id).not.toBe(own?.id);
  await me.post('/people/browsers/stop');
  expect(await browsers.of('operator')).toEqual([]);
});

test('nobody sees or stops the browsers of others, and only a form of the console switches it on', async () => {
  const { console, browsers, service } = await telling();
  const [anna, ben] = [await approver(console, 'anna'), await approver(console, 'ben')];
  await anna.post('/people/browsers', fieldsOf(service.browser('anna')));
  const [own] = await browsers.of('anna');
  expect(await (await ben.get('/people')).text()).not.toContain(own?.id);
  await ben.post('/people/browsers/stop', { id: own?.id ?? '' });
  await ben.post('/people/browsers/stop');
  expect(await browsers.of('anna')).toHaveLength(1);
  const fields = fieldsOf(service.browser('forged'));
  expect((await ben.post('/people/browsers', { ...fields, csrf: 'wrong' })).status).toBe(403);
  expect((await ben.post('/people/browsers', fields, { origin: 'https://evil.example.com' })).status).toBe(
    403,
  );
  expect((await post(console.url, '/people/browsers', fields)).status).toBe(401);
  const elsewhere = { ...fields, endpoint: 'http://169.254.169.254/latest' };
  await ben.post('/people/browsers', elsewhere);
  expect(await (await ben.get('/people')).text()).toContain('none that this server knows');
  expect(await browsers.of('ben')).toEqual([]);
});

test('where nobody is told in browsers there is no switch', async () => {
  const console = await openConsole();
  const me = await operator(console);
  expect(await (await me.get('/people')).text()).not.toContain('Tell me in this browser');
  expect((await me.post('/people/browsers', {})).status).toBe(404);
});

test('what a browser needs to install the console is there before a sign-in, and tells nothing', async () => {
  const console = await openConsole();
  const answers = await Promise.all(
    [
      '/manifest.webmanifest',
      '/service-worker.js',
      '/icons/192.png',
      '/icons/512.png',
      '/icons/maskable-512.png',
    ].map((path) => fetch(`${console.url}${path}`)),
  );
  expect(answers.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual([
    [200, 'application/manifest+json'],
    [200, 'text/javascript; charset=utf-8'],
    [200, 'image/png'],
    [200, 'image/png'],
    [200, 'image/png'],
  ]);
  const worker = (await answers[1]?.text()) ?? '';
  expect(worker).not.toMatch(/\bfetch\b|caches/);
});

test.each([
  [PHONE, 'Chrome on Android'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox on Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1',
    'Safari on iOS',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0',
    'Edge on Windows',
  ],
  ['', 'A browser'],
])('%s is %s', (agent, label) => expect(browserLabel(agent)).toBe(label));

/** A page whose browser would sign up at a push service of this machine; Chromium's own can't be reached in a test. */
async function signedUp(console: RunningConsole, browser: FakeBrowser): Promise<Page> {
  const page = await openPage();
  await page.context().grantPermissions(['notifications'], { origin: console.url });
  await page.addInitScript(`{
    const fields = ${JSON.stringify(fieldsOf(browser))};
    const bytes = (text) =>
      Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0)).buffer;
    PushManager.prototype.subscribe = async (options) => ({
      endpoint: fields.endpoint,
      options,
      getKey: (name) => bytes(fields[name]),
    });
  }`);
  await signIn(page, console);
  return page;
}

browserTest(
  'the console can be installed, and a browser shows what is pushed, which leads to the request',
  async () => {
    const { console, service, browsers } = await telling();
    const request = await console.ask();
    const page = await signedUp(console, service.browser('mine'));
    const seen = watch(page, console.url);
    await page.goto(`${console.url}/people`);
    const session = await page.context().newCDPSession(page);
    const manifest = await session.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    expect(JSON.parse(manifest.data ?? '')).toMatchObject({ start_url: '/approvals', display: 'standalone' });

    await page.getByRole('button', { name: 'Tell me in this browser' }).click();
    await page.getByText('You are told in this browser from now on.').waitFor();
    expect(await browsers.of('operator')).toHaveLength(1);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // The contexts of tests keep nothing, so they can install nothing, whatever a page is.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);

    await session.send('ServiceWorker.enable');
    const registered = new Promise<string>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find(({ scopeURL }) => scopeURL === `${console.url}/`);
        if (own !== undefined) resolve(own.registrationId);
      });
    });
    onTestFinished(() => session.detach().catch(() => undefined));
    await page.reload();
    const registrationId = await registered;
    const pushed = (told: object) =>
      session.send('ServiceWorker.deliverPushMessage', {
        origin: console.url,
        registrationId,
        data: JSON.stringify(told),
      });
    const waits = { title: 'Waits for you: Cancel order', body: 'It lapses in 15 minutes.', tag: request.id };
    await pushed({ ...waits, path: `/approvals/${request.id}` });
    await pushed({ ...waits, tag: 'other', path: 'https://evil.example.com/' });
    const shown = () =>
      page.evaluate(`navigator.serviceWorker.ready
      .then((registration) => registration.getNotifications())
      .then((all) => all.map(({ title, body, tag, data }) => ({ title, body, tag, data })))`);
    await expect.poll(shown, { timeout: 10_000 }).toEqual([
      { ...waits, data: `/approvals/${request.id}` },
      { ...waits, tag: 'other', data: '/approvals' },
    ]);

    // Only a person's click lets a worker open a window, so what it asks for is looked at.
    const [worker] = page.context().serviceWorkers();
    const opened = await worker?.evaluate(`new Promise((resolve) => {
    Clients.prototype.openWindow = async (url) => resolve(url);
    registration.getNotifications().then(([notification]) =>
      dispatchEvent(new NotificationEvent('notificationclick', { notification })));
  })`);
    expect(opened).toBe(`${console.url}/approvals/${request.id}`);
    expect(seen).toEqual([]);
  },
);
