import { apiUrl, type Credentials, type WhmcsFault, type WhmcsSettings } from '../../whmcs/index.js';
import { openProbing, type Probing } from '../../whmcs/probing/index.js';
import { type Answers, ShutOut } from '../answers.js';
import { type Finding, good, settingFinding } from '../finding.js';
import { accessFindings } from './access.js';
import { checkCertificate, checkName, checkPort } from './network.js';

/** What it takes to reach WHMCS. */
export interface Connecting {
  /** As the person wrote it. */
  readonly url: string;
  readonly allowHttp: boolean;
  readonly credentials: Credentials;
  /** The most requests within a second, 0 for no ceiling; five where left out. */
  readonly ratePerSecond?: number;
}

/** A person waits at the terminal: nothing is tried twice, and nothing for long. */
const PATIENCE = { fastMs: 20_000, readBudgetMs: 25_000, connectMs: 10_000, maxTries: 1 } as const;
/** Hosts ban an address for bursts of refusals. */
const PACE = { concurrency: 1, ratePerSecond: 5 } as const;

/** A client for probes alone, which asks slowly and once. Throws an `Error` for an address it can't work with. */
export const openSlowProbing = ({ url, allowHttp, credentials, ...pace }: Connecting): Probing =>
  openProbing({ url, allowHttp, credentials, ...PATIENCE, ...PACE, ...paceOf(pace) } satisfies WhmcsSettings);

const paceOf = ({ ratePerSecond }: Pick<Connecting, 'ratePerSecond'>) =>
  ratePerSecond === undefined ? {} : { ratePerSecond };

/** The address of the endpoint, or what is wrong with what the person wrote. */
export function checkAddress({ url, allowHttp }: Connecting): URL | Finding {
  try {
    return apiUrl(url, allowHttp);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return settingFinding(problem.replace(/^WHMCS_API_URL /, 'WHMCS_API_URL: '));
  }
}

/** Why the first call with the credential got no success; undefined where it did. */
async function firstFault(answers: Answers): Promise<WhmcsFault | undefined> {
  try {
    const answer = await answers.ask('GetCurrencies');
    return answer.is === 'success' ? undefined : answer.fault;
  } catch (error) {
    if (error instanceof ShutOut) return error.fault;
    throw error;
  }
}

/**
 * Goes the way to WHMCS step by step: name, port, certificate, redirects, folder, who answers, whether WHMCS lets this machine
 * in and knows the credential. Ends with the first step that is wrong: what comes after it can't be told. Returns whether all
 * was right.
 */
export async function* checkWay(
  url: URL,
  answers: Answers,
  { hasAccessKey, now }: { hasAccessKey: boolean; now: Date },
): AsyncGenerator<Finding, boolean> {
  yield good('address', `WHMCS is asked at ${url.href}.`, { url: url.href });
  for (const step of [checkName, checkPort, (at: URL) => checkCertificate(at, now)]) {
    const finding = await step(url);
    yield finding;
    if (finding.status === 'error') return false;
  }
  const findings = await accessFindings(url, hasAccessKey, await firstFault(answers));
  yield* findings;
  return findings.every(({ status }) => status !== 'error');
}
