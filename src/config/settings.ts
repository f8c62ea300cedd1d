import { DATE_FORMATS, type DateFormat } from '../catalog/index.js';
import { LOG_LEVELS, type LogLevel } from '../log.js';
import { didYouMean } from '../spelling.js';
import { LIST_FORMS, type ListForm, TOOLSETS } from '../terms.js';
import { CONSOLE_SETTINGS } from './console.js';
import { HTTP_SETTINGS } from './http.js';
import { OAUTH_SETTINGS } from './oauth.js';
import {
  NO,
  oneOf,
  pathTo,
  Refused,
  type Setting,
  secretText,
  setting,
  text,
  webAddress,
  wholeNumber,
  words,
  YES,
  yesOrNo,
} from './setting.js';
import { stateLocation } from './state-location.js';
import { TELEMETRY_SETTINGS } from './telemetry.js';

function fieldIds(text: string): number[] {
  const ids = text.split(/[\s,]+/).filter(Boolean);
  if (!ids.every((id) => /^[1-9]\d{0,8}$/.test(id)))
    throw new Refused('must be ids of custom fields, such as 1,7');
  return ids.map(Number);
}

function destructive(text: string): 'off' | 'all' | string[] {
  const word = text.toLowerCase();
  if (YES.includes(word)) return 'all';
  if (NO.includes(word)) return 'off';
  const names = words(text);
  const odd = names.find((name) => !/^(?:whmcs_[a-z_]+|action:[A-Za-z0-9]+)$/.test(name));
  if (odd !== undefined)
    throw new Refused('must be true, off, or names of destructive tools such as whmcs_cancel_order');
  return names;
}

function toolsets(text: string): string[] {
  const names = words(text.toLowerCase());
  for (const name of names) {
    if (!(TOOLSETS as readonly string[]).includes(name)) {
      throw new Refused(
        `has an unknown toolset.${didYouMean(name, TOOLSETS)} There are: ${TOOLSETS.join(', ')}`,
      );
    }
  }
  if (names.length === 0) throw new Refused(`must name at least one toolset of: ${TOOLSETS.join(', ')}`);
  return names;
}

function timezone(text: string): string {
  // To ask for the first zone loads the tables of all of them, which takes a tenth of a start.
  if (text === 'UTC') return text;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw new Refused('must be an IANA time zone such as Europe/Berlin');
  }
}

/** Whether a variable would be one of the guard's, however it is cased: who set it means the guard. */
export const isSwitch = (variable: string): boolean =>
  /^(?:guard|mcp_(?:http|console|oauth|tls|trust))_/i.test(variable);

/** Every environment variable that this program reads, in the order in which people are shown them. */
export const SETTINGS = {
  url: setting<string | undefined>(
    'WHMCS_API_URL',
    'Address of WHMCS, such as https://billing.example.com',
    text,
    undefined,
  ),
  identifier: secretText('WHMCS_API_IDENTIFIER', 'Identifier of the API credential'),
  secret: secretText('WHMCS_API_SECRET', 'Secret of the API credential'),
  accessKey: secretText(
    'WHMCS_ACCESS_KEY',
    '$api_access_key of configuration.php; stands in for the IP restriction',
  ),
  allowHttp: setting(
    'WHMCS_ALLOW_HTTP',
    'true: allow http:// beyond loopback (the secret travels in clear)',
    yesOrNo,
    false,
  ),
  dateFormat: setting<DateFormat>(
    'WHMCS_DATE_FORMAT',
    'Date format of the installation (General Settings > Localisation)',
    oneOf(DATE_FORMATS, (value) => value.toUpperCase()),
    'DD/MM/YYYY',
  ),
  timezone: setting<string | undefined>(
    'WHMCS_TIMEZONE',
    "Time zone WHMCS runs in, such as Europe/Berlin; this machine's when unset",
    timezone,
    undefined,
  ),
  staff: setting<string | undefined>(
    'WHMCS_STAFF_USERNAME',
    "Username of the administrator whom the agent's ticket replies come from",
    text,
    undefined,
  ),
  concurrency: setting('WHMCS_CONCURRENCY', 'Calls to WHMCS at the same time', wholeNumber(1, 64), 4),
  rate: setting('WHMCS_RATE', 'Calls to WHMCS per second at most; 0: no ceiling', wholeNumber(0, 100), 10),
  memory: setting(
    'WHMCS_MEMORY_S',
    'Seconds for which lists that rarely change, such as products, are answered from memory; 0: never',
    wholeNumber(0, 3600),
    60,
  ),
  installs: pathTo(
    'GUARD_INSTALLS',
    'Path of a file that names several WHMCS, each with its own address, credential and policy (docs/installs.md)',
  ),
  policy: pathTo(
    'GUARD_POLICY',
    'Path of the policy file, or state for the one that whmcs-mcp policy publish puts into the shared state; the shipped default.json when unset',
    { words: ['state'] },
  ),
  readOnly: setting('GUARD_READ_ONLY', 'true: only tools that read', yesOrNo, false),
  destructive: setting<'off' | 'all' | string[] | undefined>(
    'GUARD_DESTRUCTIVE',
    'Destructive tools. Unset: the policy decides; off: hidden; true or names: visible, every call needs approval',
    destructive,
    undefined,
  ),
  toolsets: setting<string[] | undefined>(
    'GUARD_TOOLSETS',
    'Areas narrow the tools to theirs, such as clients,billing; extra sets add tools: desk, actions, answers, plans. Both together: billing,desk',
    toolsets,
    undefined,
  ),
  customFieldsShown: setting<number[] | undefined>(
    'GUARD_CUSTOM_FIELDS_SHOWN',
    'Ids of custom fields of clients that the agent may read, such as 1,7; all others are withheld',
    fieldIds,
    undefined,
  ),
  actions: pathTo(
    'GUARD_ACTIONS',
    'Path of a file that declares actions of addon modules, which whmcs_call_action may then call (docs/actions.md)',
  ),
  lists: setting<ListForm>(
    'GUARD_LISTS',
    'Lists from five rows on. table (when unset): under one header, in fewer tokens; objects: each row with its names',
    oneOf(LIST_FORMS, (value) => value.toLowerCase()),
    'table',
  ),
  state: pathTo(
    'GUARD_STATE',
    "Where the guard's shared state is: a file, a database postgres://USER:PASSWORD@HOST/NAME, or memory; a file in the user's state directory when unset",
    { words: ['memory'], parse: stateLocation },
  ),
  journalDays: setting(
    'GUARD_JOURNAL_DAYS',
    'Days that entries of the journal are kept; 365 when unset',
    wholeNumber(1, 3650),
    365,
  ),
  tellsWhmcs: setting(
    'GUARD_WHMCS_ACTIVITY',
    "true: each write is also written into WHMCS's own activity log",
    yesOrNo,
    false,
  ),
  checksItself: setting(
    'GUARD_START_CHECKS',
    'false: a server does not look, after its start, at what whmcs-mcp doctor looks at; what it finds stands in the console',
    yesOrNo,
    true,
  ),
  approvalWait: setting(
    'GUARD_APPROVAL_WAIT',
    'Seconds a call waits for a person before it answers approval_required; 30 when unset',
    wholeNumber(0, 600),
    30,
  ),
  consoleUrl: setting<string | undefined>(
    'GUARD_CONSOLE_URL',
    'Address people reach the console at, if it is not the one it prints',
    webAddress,
    undefined,
  ),
  notify: pathTo(
    'GUARD_NOTIFY',
    'Path of a file that says who is told of requests, how and when (docs/notify.md)',
  ),
  ...HTTP_SETTINGS,
  ...CONSOLE_SETTINGS,
  ...OAUTH_SETTINGS,
  ...TELEMETRY_SETTINGS,
  logLevel: setting<LogLevel>(
    'LOG_LEVEL',
    `Log lines on stderr: ${LOG_LEVELS.join(', ')}`,
    oneOf(LOG_LEVELS, (value) => value.toLowerCase()),
    'info',
  ),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

export type Settings = typeof SETTINGS;
