import { isOlder } from '../../catalog/index.js';
import { isObject } from '../../json/index.js';
import { type Answers, bodyOf } from '../answers.js';
import { bad, doubtful, type Finding, good } from '../finding.js';

/** What each version brought that tools count on: an older one drops parameters that it does not know, without a word. */
const BROUGHT: readonly (readonly [version: string, what: string])[] = [
  ['7.7', 'services named by serviceid, and the list of administrators (whmcs_get_admin_users)'],
  ['7.10', 'the module queue of one service, by which a lost answer of a server is looked up'],
  ['8.0', 'login users apart from clients: without them whmcs_add_client can not attach a client to one'],
  ['8.2', 'sorting in whmcs_get_clients'],
  ['8.3', 'tickets without a mail: noemail of whmcs_open_ticket is ignored, and the mail goes out'],
  ['8.5', 'the activity log of one client'],
];
const OLDEST = '8.0';
/** From here on published invoices can't be changed. */
const FIXED_INVOICES = '9.0';

const TELLERS = ['WhmcsDetails', 'GetAdminDetails'] as const;

async function versionOf(answers: Answers): Promise<string | undefined> {
  for (const teller of TELLERS) {
    const details = bodyOf(await answers.ask(teller))?.whmcs;
    const version = isObject(details) ? details.version : undefined;
    if (typeof version === 'string' && /^\d+\.\d+/.test(version)) return version.slice(0, 20);
  }
  const configured = bodyOf(await answers.ask('GetConfigurationValue'))?.value;
  return typeof configured === 'string' && /^\d+\.\d+/.test(configured) ? configured.slice(0, 20) : undefined;
}

export async function checkVersion(answers: Answers): Promise<Finding> {
  const version = await versionOf(answers);
  if (version === undefined) {
    return doubtful(
      'version',
      'The version of WHMCS is not known.',
      'Allow WhmcsDetails in the API role; it tells the version and nothing else.',
    );
  }
  const facts = { version };
  const lacks = BROUGHT.filter(([since]) => isOlder(version, since)).map(
    ([since, what]) => `${what} (from ${since} on)`,
  );
  if (isOlder(version, OLDEST)) {
    return bad(
      'version',
      `WHMCS ${version} is older than ${OLDEST} and lacks: ${lacks.join('; ')}.`,
      'Update WHMCS; until then hide the tools that are named in the policy.',
      facts,
    );
  }
  if (lacks.length > 0) {
    return doubtful(
      'version',
      `WHMCS ${version} lacks: ${lacks.join('; ')}.`,
      'Update WHMCS, or hide the tools that are named in the policy.',
      facts,
    );
  }
  return good(
    'version',
    isOlder(version, FIXED_INVOICES)
      ? `WHMCS ${version}.`
      : `WHMCS ${version}: published invoices can not be changed in it; changes make credit and debit notes.`,
    facts,
  );
}
