/**
 * Shows what a server pushes to this browser, and leads to the request. It keeps no page and answers no request: what people see
 * of customers is in no cache.
 */
export {};

declare const self: ServiceWorkerGlobalScope;

interface Told {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly path: string;
}

const PATH = /^\/approvals(?:\/[\w-]{1,40})?$/;
/** A browser that was told something must show something. */
const ANYTHING: Told = {
  title: 'whmcs-mcp',
  body: 'A request waits for you.',
  tag: 'any',
  path: '/approvals',
};

function toldIn(data: PushMessageData | null): Told {
  try {
    const { title, body, tag, path } = (data?.json() ?? {}) as Partial<Record<string, unknown>>;
    if (typeof title !== 'string' || typeof body !== 'string' || typeof tag !== 'string') return ANYTHING;
    return { title, body, tag, path: typeof path === 'string' && PATH.test(path) ? path : '/approvals' };
  } catch {
    return ANYTHING;
  }
}

/** The request, in a window that shows it already, or in another. */
async function open(path: string): Promise<void> {
  const url = new URL(path, self.location.origin).href;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = windows.find((one) => one.url === url);
  if (shown === undefined) await self.clients.openWindow(url);
  else await shown.focus();
}

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, body, tag, path } = toldIn(event.data);
  const options = { body, tag, data: path, icon: '/icons/192.png', badge: '/icons/192.png' };
  event.waitUntil(self.registration.showNotification(title, options));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const path: unknown = event.notification.data;
  event.waitUntil(open(typeof path === 'string' && PATH.test(path) ? path : '/approvals'));
});
