import { CHECKS, type CheckId } from './checks.js';

export type FindingStatus = 'ok' | 'warning' | 'error' | 'skipped';

/** What one check found. Its texts are for people, and hold no credential. */
export interface Finding {
  readonly id: CheckId;
  readonly area: (typeof CHECKS)[CheckId]['area'];
  readonly status: FindingStatus;
  /** What was found, in a sentence. */
  readonly says: string;
  /** What to do about it, in a sentence or several; there is one with every error and warning. */
  readonly cure?: string;
  /** Values for programs, such as the address that WHMCS has to allow. */
  readonly facts?: Readonly<Record<string, string>>;
}

type Facts = NonNullable<Finding['facts']>;

const finding = (id: CheckId, status: FindingStatus, says: string, facts: Facts | undefined) => ({
  id,
  area: CHECKS[id].area,
  status,
  says,
  ...(facts === undefined ? {} : { facts }),
});

export const good = (id: CheckId, says: string, facts?: Facts): Finding => finding(id, 'ok', says, facts);

export const skipped = (id: CheckId, says: string, facts?: Facts): Finding =>
  finding(id, 'skipped', says, facts);

export const bad = (id: CheckId, says: string, cure: string, facts?: Facts): Finding => ({
  ...finding(id, 'error', says, facts),
  cure,
});

export const doubtful = (id: CheckId, says: string, cure: string, facts?: Facts): Finding => ({
  ...finding(id, 'warning', says, facts),
  cure,
});

const HTTPS_CURE =
  "Write it with https://; a web server without a certificate gets one for nothing, such as from Let's Encrypt. WHMCS_ALLOW_HTTP=true is for a network that nobody else is in.";

const OF_VARIABLE: readonly (readonly [RegExp, CheckId, string])[] = [
  [
    /^WHMCS_API_URL: is missing/,
    'address',
    'Run whmcs-mcp init: it asks for address and credential, tests them, and writes them into a file.',
  ],
  [
    /^WHMCS_API_(?:IDENTIFIER|SECRET): is missing/,
    'credential',
    'Run whmcs-mcp init, which asks for it and tests it; or create a credential under Configuration (the wrench) > System Settings > Manage API Credentials, and put both parts into the .env file.',
  ],
  [/^WHMCS_API_URL:.* use https/, 'address', HTTPS_CURE],
  [
    /^WHMCS_API_URL:/,
    'address',
    'Write the folder that WHMCS is installed in, such as https://billing.example.com or https://example.com/whmcs.',
  ],
  [
    /^WHMCS_API_(IDENTIFIER|SECRET):/,
    'credential',
    'Create a credential under Configuration (the wrench) > System Settings > Manage API Credentials, and put both parts into the .env file.',
  ],
];

/** What is wrong with a setting; a problem begins with the name of its variable. */
export function settingFinding(problem: string): Finding {
  const [, id, cure] = OF_VARIABLE.find(([pattern]) => pattern.test(problem)) ?? [
    undefined,
    'settings' as const,
    'Correct it where the settings are: the environment, or the .env file. Until then no server starts.',
  ];
  return bad(id, problem, cure, { variable: /^\w+(?=:)/.exec(problem)?.[0] ?? '' });
}
