/** The console's own address, as a request named it and was believed. */
export interface Site {
  /** Scheme and host that the browser sees: `http://127.0.0.1:8788`. */
  readonly origin: string;
  readonly isSecure: boolean;
  /** Name of the session's cookie: browsers send cookies to every port of a host, so two consoles must not share one. */
  readonly cookie: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname);

/**
 * The address that a request names; undefined if it is neither loopback nor the public one. Refusing other names stops
 * DNS rebinding: a web page whose host points to this machine.
 */
export function siteOf(request: Request, publicUrl: URL | undefined): Site | undefined {
  const url = new URL(request.url);
  const host = request.headers.get('host');
  if (host !== null && host.toLowerCase() !== url.host && host.toLowerCase() !== `${url.hostname}:80`) {
    return undefined;
  }
  if (publicUrl !== undefined && url.host === publicUrl.host) {
    const isSecure = publicUrl.protocol === 'https:';
    return { origin: publicUrl.origin, isSecure, cookie: cookieOf(url.port, isSecure) };
  }
  if (!isLoopback(url.hostname)) return undefined;
  const isSecure = url.protocol === 'https:';
  return { origin: url.origin, isSecure, cookie: cookieOf(url.port, isSecure) };
}

const cookieOf = (port: string, isSecure: boolean) =>
  `${isSecure ? '__Host-' : ''}whmcs_mcp${port === '' ? '' : `_${port}`}`;

/** Whether a page of this console sent a form, by the browser's own headers. A request without them is refused. */
export function isOwnForm(request: Request, { origin }: Site): boolean {
  const site = request.headers.get('sec-fetch-site');
  const from = request.headers.get('origin');
  if (site === null && from === null) return false;
  return (site === null || site === 'same-origin') && (from === null || from === origin);
}
