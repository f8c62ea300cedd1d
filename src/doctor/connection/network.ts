import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { systemCode } from '../../system/index.js';
import { whyNoAnswer } from '../../system/network/index.js';
import { bad, doubtful, type Finding, good } from '../finding.js';

/** How long opening a connection may take. */
const CONNECT_MS = 10_000;
const DAY_MS = 86_400_000;
/** A certificate that is renewed by itself is so a month before. */
const SOON_DAYS = 14;

export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
export const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);

const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** Whether the name leads to an address. */
export async function checkName(url: URL): Promise<Finding> {
  const host = hostOf(url);
  if (isIP(host) !== 0) return good('host-name', `${host} is an address itself.`);
  try {
    const found = await lookup(host, { all: true });
    const addresses = found.map(({ address }) => address).join(', ');
    return good('host-name', `${host} is at ${addresses}.`, { addresses });
  } catch (error) {
    const busy = systemCode(error) === 'EAI_AGAIN';
    return bad(
      'host-name',
      busy ? `The name server did not answer for ${host}.` : `There is no host called ${host}.`,
      busy
        ? 'Check the network and the name server of this machine, and try again.'
        : 'Check the spelling of WHMCS_API_URL. If a browser elsewhere finds it, the name server of this machine does not know it yet.',
    );
  }
}

/** Whether something takes connections there. */
export async function checkPort(url: URL): Promise<Finding> {
  const [host, port] = [hostOf(url), portOf(url)];
  const fault = await new Promise<unknown>((resolve) => {
    const socket = connect({ host, port, timeout: CONNECT_MS });
    socket.once('connect', () => resolve(undefined));
    socket.once('timeout', () => resolve({ code: 'ETIMEDOUT' }));
    socket.once('error', resolve);
    socket.once('close', () => socket.removeAllListeners());
    socket.once('connect', () => socket.destroy());
    socket.once('timeout', () => socket.destroy());
  });
  if (fault === undefined) return good('port', `${host} takes connections on port ${port}.`);
  const code = systemCode(fault);
  if (code === 'ECONNREFUSED') {
    return bad(
      'port',
      `${host} refuses connections on port ${port}.`,
      'Check the port in WHMCS_API_URL, and that the web server runs.',
    );
  }
  return bad(
    'port',
    code === 'ETIMEDOUT'
      ? `${host} did not answer on port ${port} within ${CONNECT_MS / 1000} s.`
      : `No connection to ${host} on port ${port} (${whyNoAnswer(fault)}).`,
    'Something in between drops it: open the port in the firewall of the web server, or of this network, for this machine.',
  );
}

interface Shown {
  /** Why it is not trusted, as Node names it; '' where it is. */
  readonly problem: string;
  readonly names: string;
  readonly issuer: string;
  readonly from: Date | undefined;
  readonly until: Date | undefined;
}

const dateOf = (text: string | undefined) => {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date;
};

/** Shakes hands and hangs up: nothing is sent, so that it may be done with whoever answers. */
function certificateOf(url: URL): Promise<Shown> {
  const [host, port] = [hostOf(url), portOf(url)];
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host,
      port,
      rejectUnauthorized: false,
      timeout: CONNECT_MS,
      ...(isIP(host) === 0 && { servername: host }),
    });
    socket.once('secureConnect', () => {
      const shown = socket.getPeerCertificate();
      const names = (shown.subjectaltname ?? '')
        .split(', ')
        .map((name) => name.replace(/^(DNS|IP Address):/, ''))
        .filter((name) => name !== '');
      const { O: organization, CN: name } = shown.issuer ?? {};
      resolve({
        problem: socket.authorized ? '' : String(socket.authorizationError),
        names: names.length > 0 ? names.slice(0, 5).join(', ') : String(shown.subject?.CN ?? 'no name'),
        issuer: String(organization ?? name ?? 'nobody'),
        from: dateOf(shown.valid_from),
        until: dateOf(shown.valid_to),
      });
      socket.destroy();
    });
    socket.once('timeout', () => socket.destroy(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })));
    socket.on('error', reject);
  });
}

const day = (date: Date | undefined) => date?.toISOString().slice(0, 10) ?? 'an unknown day';
const OWN_AUTHORITY =
  'Or make this machine trust it: set NODE_EXTRA_CA_CERTS to a file with the certificate of its authority where whmcs-mcp is started.';

function distrusted(host: string, { problem, names, issuer, from, until }: Shown): Finding {
  const facts = { problem, names, issuer };
  const says = (text: string, cure: string) => bad('certificate', text, cure, facts);
  switch (problem) {
    case 'CERT_HAS_EXPIRED':
      return says(
        `The certificate of ${host} ran out on ${day(until)}.`,
        'Renew it on the web server, and see there why it was not renewed by itself.',
      );
    case 'CERT_NOT_YET_VALID':
      return says(
        `The certificate of ${host} is valid from ${day(from)} only.`,
        'Check the clock of this machine; if it is right, put the certificate that was in use before back.',
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return says(
        `The certificate of ${host} is signed by itself, so anybody could have made it.`,
        `Get one of a known authority, such as Let's Encrypt, for the web server. ${OWN_AUTHORITY}`,
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return says(
        `The certificate is for ${names}, not for ${host}.`,
        `Set WHMCS_API_URL to the name that WHMCS is reached at, or get a certificate for ${host}.`,
      );
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return says(
        `The certificate of ${host}, signed by ${issuer}, can't be followed to an authority that this machine knows.`,
        `Most likely the web server sends it without its intermediate certificate: configure the full chain there (fullchain.pem). ${OWN_AUTHORITY}`,
      );
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return says(
        `The certificate of ${host} is signed by ${issuer}, an authority that this machine does not know.`,
        `That is an authority of a company, or a proxy that looks into connections. ${OWN_AUTHORITY.replace('Or make', 'Make')}`,
      );
    default:
      return says(
        `The certificate of ${host} is not trusted (${problem}).`,
        `Get one of a known authority for the web server. ${OWN_AUTHORITY}`,
      );
  }
}

/** Whether the certificate is good, and for how long. */
export async function checkCertificate(url: URL, now: Date): Promise<Finding> {
  const host = hostOf(url);
  if (url.protocol === 'http:' && isLoopback(host))
    return good('certificate', 'The address is http, and leads nowhere but to this machine.');
  if (url.protocol === 'http:') {
    return doubtful(
      'certificate',
      'The address is http, so the secret travels in clear.',
      'Leave it at that only on this machine or in a network that nobody else is in; else set WHMCS_API_URL to https.',
    );
  }
  let shown: Shown;
  try {
    shown = await certificateOf(url);
  } catch (error) {
    return bad(
      'certificate',
      `No secure connection could be made with ${host} on port ${portOf(url)} (${whyNoAnswer(error)}).`,
      'That port most likely speaks no TLS, or only a version that is out of use: check the port in WHMCS_API_URL, and the TLS settings of the web server.',
    );
  }
  if (shown.problem !== '') return distrusted(host, shown);
  const facts = { until: day(shown.until), issuer: shown.issuer };
  const leftDays = Math.floor(((shown.until?.getTime() ?? 0) - now.getTime()) / DAY_MS);
  if (leftDays < SOON_DAYS) {
    return doubtful(
      'certificate',
      `The certificate of ${host} runs out on ${day(shown.until)}.`,
      'Renew it on the web server, and see there why it was not renewed by itself.',
      facts,
    );
  }
  return good('certificate', `The certificate of ${host} is good until ${day(shown.until)}.`, facts);
}
