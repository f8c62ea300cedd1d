/** Hosts that browsers have their push messages delivered by, and those below them. */
const KNOWN = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  'push.apple.com',
  'notify.windows.com',
];

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const HOST = /^(?=.{4,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/;

const isOfHost = (hostname: string, host: string) => hostname === host || hostname.endsWith(`.${host}`);

/** A push service that the operator names: a host, or the origin of one on this machine. */
export function wrongService(value: string): string | undefined {
  const isGood = (one: string) => HOST.test(one) || isLocalOrigin(one);
  return value.split(',').every(isGood) ? undefined : 'must be host names such as push.example.com';
}

function isLocalOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && url.origin === text && LOOPBACK.test(url.hostname);
}

/**
 * Whether messages may be sent to an address that a browser names. A page could name any: only addresses of push services are
 * called, so that nobody has this server knock at others.
 */
export function isPushService(endpoint: string, named: readonly string[]): boolean {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  // Browsers spell it as `href` does. In any other spelling, whoever signs for it or posts to it might read another host.
  if (url?.href !== endpoint || url.username !== '' || url.password !== '') return false;
  if (named.includes(url.origin)) return true;
  if (url.protocol !== 'https:' || url.port !== '') return false;
  return [...KNOWN, ...named].some((host) => isOfHost(url.hostname, host));
}
