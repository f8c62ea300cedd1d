import { plain, shortened } from '../../plain.js';
import type { WhmcsFault } from '../../whmcs/index.js';
import { bad, type Finding, good, skipped } from '../finding.js';
import { findWhmcs, lookWithoutCredential } from './without-credential.js';

const ENDPOINT = '/includes/api.php';
const ALLOW =
  'In WHMCS 8 and 9: Configuration (the wrench) > System Settings > General Settings > Security > API IP Access Restriction > Add IP (before 8.0: Setup > General Settings > Security)';
const CREDENTIALS = 'Configuration (the wrench) > System Settings > Manage API Credentials';

const baseOf = (url: URL) => `${url.origin}${url.pathname}`.replace(ENDPOINT, '');

/** What the folder of WHMCS is, said of the address that a redirect leads to. */
async function redirected(url: URL): Promise<Finding> {
  const to = (await lookWithoutCredential(url))?.location;
  if (to === undefined) {
    return bad(
      'redirect',
      'The web server sends requests on to somewhere else.',
      'Set WHMCS_API_URL to the address that a browser ends at.',
    );
  }
  const target = to.pathname.endsWith(ENDPOINT) ? baseOf(to) : to.origin;
  if (target === baseOf(url)) return besideWhmcs(url, to);
  const facts = { to: target };
  const cure = `Set WHMCS_API_URL to ${target}. Redirects are not followed, because the API secret would go with them.`;
  if (to.hostname !== url.hostname)
    return bad('redirect', `${url.hostname} sends requests on to ${to.hostname}.`, cure, facts);
  if (to.protocol !== url.protocol)
    return bad('redirect', `${url.hostname} sends requests on from http to https.`, cure, facts);
  return bad('redirect', `${baseOf(url)} sends requests on to ${target}.`, cure, facts);
}

/** The same address once more would be no cure. */
async function besideWhmcs(url: URL, { pathname }: URL): Promise<Finding> {
  const says = `${baseOf(url)} sends requests on to ${shortened(pathname, 60)}, which is not the API.`;
  const found = await findWhmcs(url);
  return found === undefined
    ? bad(
        'redirect',
        says,
        `Let ${ENDPOINT} pass whatever sends it on: a sign-in in front of WHMCS, a maintenance page, a rule of the web server. If WHMCS is in a folder, set WHMCS_API_URL to the address of its admin area without the last part.`,
      )
    : bad('redirect', says, `WHMCS answers at ${found}: set WHMCS_API_URL to that.`, { to: found });
}

async function notThere(url: URL): Promise<Finding> {
  const found = await findWhmcs(url);
  const says = `There is no WHMCS at ${baseOf(url)}.`;
  return found === undefined
    ? bad(
        'path',
        says,
        'Set WHMCS_API_URL to the folder that WHMCS is installed in: the address of its admin area without the last part, such as https://billing.example.com/whmcs.',
      )
    : bad('path', says, `WHMCS answers at ${found}: set WHMCS_API_URL to that.`, { to: found });
}

const inAnswer = (url: URL) => [
  good('redirect', 'No redirect.'),
  good('path', `WHMCS is at ${baseOf(url)}.`),
];
const answers = (url: URL) => [...inAnswer(url), good('answer', 'WHMCS itself answers, in JSON.')];

function notLetIn(hasAccessKey: boolean, { whmcsMessage = '' }: WhmcsFault): Finding[] {
  const address = /[\da-f.:]{3,45}$/i.exec(whmcsMessage.replace(/["')\].]+$/, ''))?.[0];
  const facts = address === undefined ? {} : { address };
  const shown = address ?? 'this address';
  const says = `WHMCS does not let ${shown} in${address === undefined ? '' : ': that is where it sees this machine'}.`;
  const cure = `${ALLOW}: add ${shown}. It takes single addresses; IPv4 and IPv6 count apart, and an address that changes has to be fixed or the access key used.`;
  return [
    bad('allowed-address', says, cure, facts),
    hasAccessKey
      ? bad(
          'access-key',
          'WHMCS_ACCESS_KEY did not help: with the right key the address would not matter.',
          'Set it to the value of $api_access_key in the configuration.php of WHMCS, or add the address as above and leave the key out.',
        )
      : skipped('access-key', 'No access key is set; it would stand in for the list of addresses.'),
  ];
}

function notKnown({ whmcsMessage = '' }: WhmcsFault): Finding {
  return bad(
    'credential',
    `WHMCS does not accept the credential (${whmcsMessage.replace(/\.$/, '')}).`,
    `Create a credential under ${CREDENTIALS}, and copy both parts whole into WHMCS_API_IDENTIFIER and WHMCS_API_SECRET; the secret is shown once. The admin behind it must be active, and its role needs the permission "API Access" (System Settings > Administrator Roles).`,
  );
}

/** A call without arguments that WHMCS refuses in words that nobody knows proves nothing about the credential. */
const unclear = ({ whmcsMessage = '' }: WhmcsFault) =>
  bad(
    'credential',
    `Whether WHMCS accepts the credential can't be told: it answers with an error ("${shortened(plain(whmcsMessage), 200)}").`,
    'Mend what it says in WHMCS: its license, its API, or a hook or addon that stops calls.',
  );

/** The findings that the answer to a first call with the credential proves. */
export async function accessFindings(
  url: URL,
  hasAccessKey: boolean,
  fault: WhmcsFault | undefined,
): Promise<Finding[]> {
  const letIn = [
    good('allowed-address', 'WHMCS lets this machine in.'),
    hasAccessKey
      ? good('access-key', 'WHMCS_ACCESS_KEY is set: the list of addresses does not matter.')
      : skipped('access-key', 'No access key is set, and none is needed.'),
  ];
  switch (fault?.kind) {
    case 'redirect':
      return [await redirected(url)];
    case 'base_url':
      return [
        good('redirect', 'No redirect.'),
        bad(
          'path',
          'The endpoint is in the address twice.',
          'Set WHMCS_API_URL to the folder WHMCS is installed in.',
        ),
      ];
    case 'status':
    case 'html':
    case 'not_json':
      return await noReply(url, fault);
    case 'ip_denied':
      return [...answers(url), ...notLetIn(hasAccessKey, fault)];
    case 'auth':
      return [...answers(url), ...letIn, notKnown(fault)];
    case 'other':
      return [...answers(url), unclear(fault)];
    default:
      if (fault !== undefined && fault.code !== 'whmcs_error' && fault.kind !== 'permission')
        return [good('redirect', 'No redirect.'), broken(fault)];
      return [...answers(url), ...letIn, good('credential', 'WHMCS accepts the credential.')];
  }
}

/** Sentences of a fault behind the one that says which action it was. */
const detailOf = ({ message }: WhmcsFault) => message.slice(message.indexOf('. ') + 2);

function broken(fault: WhmcsFault): Finding {
  const cures: Partial<Record<WhmcsFault['kind'], string>> = {
    php_error:
      'Look into the PHP error log, turn display_errors off there, and take out the hook or addon that prints.',
    empty: 'PHP most likely stopped midway: look into its error log.',
    timeout:
      'Try again; if it stays so, look at the load of the web server, and at hooks that run on each API call.',
    status: 'Let API calls of this machine pass the firewall or whatever stands in front of WHMCS.',
    html: 'Open the address in a browser: a maintenance mode, a firewall or an installer must let API calls pass.',
  };
  return bad(
    'answer',
    `No usable answer came. ${detailOf(fault)}`,
    cures[fault.kind] ??
      'Look at what stands between this machine and WHMCS, and into the error log of the web server.',
    { kind: fault.kind },
  );
}

/** Something else than WHMCS answers: there is none, or somebody stands in front of it. */
async function noReply(url: URL, fault: WhmcsFault): Promise<Finding[]> {
  const outside = await lookWithoutCredential(url);
  const isElsewhere = outside === undefined || outside.status === 404 || outside.status === 200;
  if (fault.kind === 'status' && !isElsewhere) return [good('redirect', 'No redirect.'), broken(fault)];
  const there = await notThere(url);
  if (fault.kind !== 'status' && there.facts === undefined)
    return [good('redirect', 'No redirect.'), broken(fault)];
  return [good('redirect', 'No redirect.'), there];
}
