import { all, byId, write } from './page.js';

const WORKER = '/service-worker.js';

/** Bytes of a text in base64url. */
function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function textOf(key: ArrayBuffer | null): string {
  const signs = String.fromCharCode(...new Uint8Array(key ?? new ArrayBuffer(0)));
  return btoa(signs).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** By which a server knows where a browser takes messages. */
async function idOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return [...new Uint8Array(digest)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, 16);
}

/** The policy of the page lets this one script be loaded, and no other. */
function workerAddress(): string {
  const { trustedTypes } = window as unknown as {
    trustedTypes?: {
      createPolicy(name: string, rules: object): { createScriptURL(text: string): string };
    };
  };
  if (trustedTypes === undefined) return WORKER;
  return trustedTypes
    .createPolicy('service-worker', { createScriptURL: () => WORKER })
    .createScriptURL(WORKER);
}

let registered: Promise<ServiceWorkerRegistration> | undefined;

function worker(): Promise<ServiceWorkerRegistration> {
  registered ??= navigator.serviceWorker.register(workerAddress()).then(() => navigator.serviceWorker.ready);
  return registered;
}

/** Signed up with another key, a browser can't be told any more. */
const isOf = ({ options }: PushSubscription, key: string) => textOf(options.applicationServerKey) === key;

async function subscribe(key: string): Promise<PushSubscription> {
  const { pushManager } = await worker();
  const before = await pushManager.getSubscription();
  if (before !== null && isOf(before, key)) return before;
  await before?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) });
}

async function switchOn(form: HTMLFormElement): Promise<void> {
  const fields = form.elements as unknown as Readonly<Record<string, HTMLInputElement>>;
  const say = (text: string) => write(byId('push-says'), text);
  say('Asking the browser…');
  if ((await Notification.requestPermission()) !== 'granted') {
    say(
      'The browser does not let this page tell you. Allow notifications for it in the settings of the browser.',
    );
    return;
  }
  try {
    const subscription = await subscribe(form.dataset.key ?? '');
    const values = {
      endpoint: subscription.endpoint,
      p256dh: textOf(subscription.getKey('p256dh')),
      auth: textOf(subscription.getKey('auth')),
    };
    for (const [name, value] of Object.entries(values)) {
      const field = fields[name];
      if (field !== undefined) field.value = value;
    }
    form.submit();
  } catch {
    say('The browser could not reach its push service. Try again later, or in another browser.');
  }
}

/** Says which browser of the list is this one. */
async function markOwn(): Promise<void> {
  const subscription = await (await worker()).pushManager.getSubscription();
  if (subscription === null) return;
  const own = await idOf(subscription.endpoint);
  for (const card of all('[data-browser]')) if (card.dataset.browser === own) card.dataset.own = '';
}

/** The switch on the page of a person, where the browser has what it takes. */
export function followPushSwitch(): void {
  const form = byId('push');
  if (!(form instanceof HTMLFormElement)) return;
  const button = form.querySelector('button');
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) {
    write(
      byId('push-says'),
      'This browser can tell nobody here. On an iPhone, first add this page to the home screen, and open it from there.',
    );
    return;
  }
  if (button !== null) button.disabled = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void switchOn(form);
  });
  void markOwn().catch(() => undefined);
}
