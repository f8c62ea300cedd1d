const ENDPOINT = '/includes/api.php';

/**
 * The one endpoint of an installation (docs: api/getting-started.md). Takes the base address or the full endpoint, with
 * or without a sub-folder or a trailing slash. Throws an `Error` whose message names the variable and the fix, and
 * repeats no part of the value that could hold a credential.
 */
export function apiUrl(base: string, allowHttp = false): URL {
  const text = base.trim();
  if (text === '')
    throw refused('is empty; set it to the address of WHMCS, such as https://billing.example.com');
  if (!/^https?:\/\//i.test(text)) {
    throw refused('must start with https://, as in https://billing.example.com/whmcs');
  }
  if (!URL.canParse(text))
    throw refused('is not a valid address; expected https://billing.example.com/whmcs');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw refused(
      'must not hold a user name or password; put the API credential in WHMCS_API_IDENTIFIER and WHMCS_API_SECRET',
    );
  }
  // Read from the text: URL drops a bare "?" or "#", which would let half a paste through unnoticed.
  if (text.includes('?')) throw refused('must not hold a query (the part from "?" on); leave it off');
  if (text.includes('#')) throw refused('must not hold a fragment (the part from "#" on); leave it off');
  if (url.protocol === 'http:' && !allowHttp && !isLoopback(url.hostname)) {
    throw refused(
      `must use https, because the API secret travels in every request (host ${url.hostname}); set WHMCS_ALLOW_HTTP=true only for a network you trust`,
    );
  }
  url.pathname = withEndpoint(url.pathname);
  return url;
}

/** A doubled endpoint answers "An admin user is required" to everything, which looks like a bad credential. */
function withEndpoint(path: string): string {
  let root = path.replace(/\/+$/, '');
  while (root.toLowerCase().endsWith(ENDPOINT)) root = root.slice(0, -ENDPOINT.length).replace(/\/+$/, '');
  if (/\.php$/i.test(root)) {
    throw refused('names a page; give the folder WHMCS is installed in, or its includes/api.php');
  }
  return `${root}${ENDPOINT}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function refused(what: string): Error {
  return new Error(`WHMCS_API_URL ${what}.`);
}
