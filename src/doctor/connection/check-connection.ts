import { Answers, ShutOut } from '../answers.js';
import { bad, type Finding } from '../finding.js';
import { checkInstallation, type Told } from '../whmcs/installation.js';
import { type Connecting, checkAddress, checkWay, openSlowProbing } from './connection.js';

/** How WHMCS is reached, and what we are told of it. */
export interface ConnectionSettings extends Connecting, Told {}

export interface ConnectionPorts {
  now?(): Date;
}

/** Somebody in front of WHMCS had enough of us while we asked. */
const shutOut = ({ fault }: ShutOut): Finding =>
  bad(
    'answer',
    `WHMCS, or something in front of it, refuses everything since a moment ago. ${fault.message}`,
    'Wait some minutes, let this machine pass the firewall in front of WHMCS, and try again.',
  );

/**
 * Tries an address and a credential, and hands the answers on to more checks, which run where all was right on the way.
 * Rejects because of nothing that WHMCS does.
 */
export async function* checkFromWay(
  settings: Connecting,
  now: () => Date,
  more: (answers: Answers) => AsyncIterable<Finding>,
): AsyncGenerator<Finding, void> {
  const url = checkAddress(settings);
  if (!(url instanceof URL)) {
    yield url;
    return;
  }
  const probing = openSlowProbing(settings);
  try {
    const answers = new Answers(probing);
    const hasAccessKey = settings.credentials.accessKey !== undefined;
    if (yield* checkWay(url, answers, { hasAccessKey, now: now() })) yield* more(answers);
  } catch (error) {
    if (!(error instanceof ShutOut)) throw error;
    yield shutOut(error);
  } finally {
    await probing.close();
  }
}

/**
 * Tries an address and a credential: the way to WHMCS step by step, then what WHMCS says of itself. The first error on the way
 * ends it. Each finding comes as soon as it is known; `facts` hold values to go on with, such as `to` (where WHMCS really is),
 * `address` (what WHMCS has to allow), `usernames`, `dateFormat` and `zones`. Nothing is changed; it rejects because of nothing
 * that WHMCS does.
 */
export function checkConnection(
  settings: ConnectionSettings,
  { now = () => new Date() }: ConnectionPorts = {},
): AsyncIterable<Finding> {
  return checkFromWay(settings, now, (answers) => checkInstallation(answers, settings, now));
}
