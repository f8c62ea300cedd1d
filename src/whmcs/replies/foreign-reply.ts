import type { TransportFaultKind, Trouble } from '../fault.js';
import type { Scrub } from '../scrub.js';
import type { Arrived } from '../transport/exchange.js';
import { retryAfter } from './retry-after.js';

/** What PHP prints when a hook, an addon or a stray notice breaks the reply; trying again gives the same. */
const PHP_TRACE =
  /Output has been emitted previously|EmitterException|<b>\s*(Fatal error|Parse error|Warning|Notice|Deprecated)\s*<\/b>|\b(Fatal error|Parse error|Warning|Notice|Deprecated):.{1,400}? on line \d/s;

/**
 * Names an answer that is not a WHMCS reply: its status, content type and at most its HTML title. No part of the body is
 * shown, since an error page may hold what was sent.
 */
export function foreignReply(reply: Arrived, parsed: unknown, scrub: Scrub): Trouble {
  const { status } = reply;
  const trouble = (kind: TransportFaultKind, message: string, retry: Trouble['retry'] = 'no'): Trouble => ({
    kind,
    refusal: false,
    answered: true,
    reached: true,
    message: `${headOf(reply, scrub)} ${message}`,
    retry,
    ...retryAfter(reply),
  });

  if (status >= 300 && status < 400) return trouble('redirect', adviseRedirect(reply, scrub));
  const encoding = reply.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return trouble(
      'encoded',
      'It was compressed although that was not asked for; check the proxy in between.',
    );
  }
  const head = reply.text.slice(0, 20_000).trimStart();
  if (PHP_TRACE.test(head)) {
    return trouble(
      'php_error',
      'A hook, an addon or a PHP notice printed something before the reply; the operator should look at the PHP error log and turn display_errors off.',
    );
  }
  if (status === 429) return trouble('status', 'Too many requests were made; wait before the next.', 'yes');
  if ([502, 503, 504].includes(status)) {
    return trouble('status', 'WHMCS or what stands before it is overloaded or in maintenance.', 'yes');
  }
  if (head === '') return trouble('empty', 'PHP most likely stopped midway; see its error log.', 'once');
  if (status !== 200) {
    // An object that is not an error of WHMCS was made on purpose by somebody: no reason to think it passes.
    const retry = status >= 500 && parsed === undefined ? 'yes' : 'no';
    return trouble('status', adviseStatus(status), retry);
  }
  if (parsed !== undefined) {
    return Array.isArray(parsed) && parsed.length === 0
      ? trouble('empty', 'It is an empty list where a WHMCS reply is an object, which tells nothing.')
      : trouble('not_json', 'It is JSON, but not the object that a WHMCS reply is.');
  }
  if (/^<\?xml/i.test(head)) {
    return trouble('xml', 'It is XML although JSON was asked for; check that WHMCS_API_URL leads to WHMCS.');
  }
  if (head.startsWith('<')) {
    return trouble(
      'html',
      'It is a web page: a login, maintenance, firewall or installer page. Check that WHMCS_API_URL leads to WHMCS and that nothing in between stops API calls.',
    );
  }
  if (head.startsWith('{') || head.startsWith('[')) {
    return trouble('truncated', 'It is JSON that breaks off or is damaged.', 'once');
  }
  return trouble('not_json', 'It is not JSON; check that WHMCS_API_URL leads to WHMCS.');
}

/** The answer in a sentence: status, content type and, of a web page, its title. */
export function headOf(reply: Arrived, scrub: Scrub): string {
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(reply.headers['content-type'] ?? '')?.[0] ?? 'no content type';
  const title =
    reply.damage !== undefined
      ? undefined
      : /<title[^>]{0,100}>([^<]{1,400})/i.exec(reply.text.slice(0, 20_000))?.[1];
  const shown = title === undefined ? '' : scrub(title, 80);
  return `The answer was HTTP ${reply.status}, ${scrub(type, 60)}${shown === '' ? '' : `, titled ${JSON.stringify(shown)}`}.`;
}

/** Only the host is named: the rest of the address could hold anything. */
function adviseRedirect(reply: Arrived, scrub: Scrub): string {
  const location = reply.headers.location ?? '';
  const host = URL.canParse(location) ? scrub(new URL(location).origin, 120) : '';
  const where = host === '' ? 'another path of the same host' : host;
  return `It points to ${where}; redirects are not followed, because they would carry the API secret along. The operator must set WHMCS_API_URL to where WHMCS really is.`;
}

function adviseStatus(status: number): string {
  if (status === 401) {
    return 'Something in front of WHMCS asks for a password of its own; let API calls pass it.';
  }
  if (status === 403) {
    return 'It does not come from WHMCS: a firewall or ban in front of it refused this server; the operator must let it through.';
  }
  if (status === 404) {
    return 'There is no WHMCS there; WHMCS_API_URL must name the folder WHMCS is installed in.';
  }
  if (status === 413) return 'The request was too big for the web server.';
  if (status >= 500) return 'The web server failed; see its error log.';
  return status < 300 ? 'WHMCS itself answers with 200.' : 'Check WHMCS_API_URL.';
}
