import { checkFromWay } from './connection/check-connection.js';
import type { Connecting } from './connection/connection.js';
import { doubtful, type Finding, good, settingFinding, skipped } from './finding.js';
import { checkClients, type OwnClient } from './own/clients.js';
import { checkPolicy, type OwnPolicy } from './own/policy.js';
import { checkChannels, type OwnChannels } from './own/reached.js';
import { checkState, type OwnState } from './own/state.js';
import type { Needs } from './role/needs.js';
import { checkExcess, checkRole } from './role/role.js';
import { checkInstallation, type Told } from './whmcs/installation.js';
import { openQuestions } from './whmcs/open-questions.js';

/** One WHMCS, and what is needed of it. */
export interface Install {
  /** Its name, where there are several. */
  readonly name: string | undefined;
  readonly connection: Connecting & Told;
  readonly policy: OwnPolicy | { readonly problems: readonly string[] };
  /** Undefined where the policy can't be read. */
  readonly needs: Needs | undefined;
}

/** Everything that a server needs, as it would find it. */
export interface Everything {
  readonly settings: {
    readonly problems: readonly string[];
    readonly warnings: readonly string[];
    /** Where they are from, if nobody named that. */
    readonly note?: string | undefined;
  };
  readonly installs: readonly Install[];
  readonly state: OwnState | undefined;
  readonly channels: (() => Promise<OwnChannels>) | undefined;
  readonly clients: (() => readonly OwnClient[]) | undefined;
}

export interface CheckOptions {
  now?(): Date;
  /** Also asks which actions the API role has too many of, which takes a refusal for each that it lacks. */
  readonly excess?: boolean;
  /** Also tells what the installation shows of what the documentation leaves open. */
  readonly questions?: boolean;
}

async function* ofInstall(install: Install, options: CheckOptions): AsyncGenerator<Finding> {
  const { connection, needs } = install;
  const { now = () => new Date() } = options;
  let cameThrough = false;
  yield* checkFromWay(connection, now, async function* (answers) {
    cameThrough = true;
    if (needs !== undefined) {
      yield* checkRole(answers, needs);
      if (options.excess) yield* checkExcess(answers, needs);
    }
    yield* checkInstallation(answers, connection, now);
    if (options.questions) yield* openQuestions(answers, connection.timezone);
  });
  if (!cameThrough)
    yield skipped(
      'role-lacks',
      'What WHMCS says of itself and of the API role comes after what is red above.',
    );
  yield* checkPolicy(install.policy);
}

/** Says of which WHMCS a finding is, where there are several. */
const named = (finding: Finding, { name }: Install): Finding =>
  name === undefined
    ? finding
    : { ...finding, says: `${name}: ${finding.says}`, facts: { ...finding.facts, install: name } };

function* checkSettings({ problems, warnings, note }: Everything['settings']): Generator<Finding> {
  for (const problem of problems) yield settingFinding(problem);
  for (const warning of warnings)
    yield doubtful(
      'settings',
      warning,
      'Correct it where the settings are: the environment, or the .env file.',
    );
  if (problems.length + warnings.length > 0) return;
  yield good(
    'settings',
    note === undefined ? 'Every setting can be read.' : `Every setting can be read: ${note}.`,
  );
}

/**
 * Looks at everything, one thing after the other; each finding comes as soon as it is known. Changes nothing, and rejects because
 * of nothing that it looks at.
 */
export async function* checkAll(
  { settings, installs, state, channels, clients }: Everything,
  options: CheckOptions = {},
): AsyncGenerator<Finding, void> {
  yield* checkSettings(settings);
  for (const install of installs)
    for await (const finding of ofInstall(install, options)) yield named(finding, install);
  if (state !== undefined) yield* checkState(state);
  if (channels !== undefined) yield* checkChannels(await channels());
  if (clients !== undefined) yield* checkClients(clients);
}
