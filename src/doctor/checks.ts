interface Check {
  readonly area: 'connection' | 'credential' | 'whmcs' | 'policy' | 'state' | 'console' | 'clients';
  /** What is looked at. */
  readonly about: string;
  /** What can be wrong with it, and the cure. */
  readonly wrong: string;
}

/** Every check there is, in the order in which they run. `docs/doctor.md` is made of it. */
export const CHECKS = {
  settings: {
    area: 'connection',
    about: 'Every setting can be read',
    wrong: 'One is missing, misspelt or out of its range; the nearest right name stands beside it.',
  },
  address: {
    area: 'connection',
    about: '`WHMCS_API_URL` is an address',
    wrong:
      'Empty, without `https://`, with a password or a query in it, or the page of a script: write the folder of WHMCS.',
  },
  'host-name': {
    area: 'connection',
    about: 'The host name is known',
    wrong: 'Misspelt, or unknown to the name server of this machine.',
  },
  port: {
    area: 'connection',
    about: 'The web server takes connections',
    wrong: 'It does not run, or a firewall is in between: open the port for this machine.',
  },
  certificate: {
    area: 'connection',
    about: 'The certificate',
    wrong:
      'Run out or about to, self-signed, without its intermediate certificate, of an unknown authority, or for another name; or the port speaks no TLS.',
  },
  redirect: {
    area: 'connection',
    about: 'No redirect',
    wrong:
      'http leads to https, one name to another (`www.`) or one folder to another: set `WHMCS_API_URL` to where it leads. Redirects are not followed, because the secret would go with them.',
  },
  path: {
    area: 'connection',
    about: 'WHMCS is in that folder',
    wrong:
      'Nothing there: the folder is missing, or another one. Folders that WHMCS is often in are tried, without the credential.',
  },
  answer: {
    area: 'connection',
    about: 'WHMCS itself answers, in JSON',
    wrong:
      'A firewall, a maintenance, login or error page, a message of PHP before the reply, or nothing in time.',
  },
  'allowed-address': {
    area: 'credential',
    about: 'WHMCS lets this address in',
    wrong:
      'It says `Invalid IP`: add the address that it names under Configuration > System Settings > General Settings > Security > API IP Access Restriction.',
  },
  'access-key': {
    area: 'credential',
    about: '`WHMCS_ACCESS_KEY`, where it is set',
    wrong: 'It is not the `$api_access_key` of `configuration.php`.',
  },
  credential: {
    area: 'credential',
    about: 'WHMCS knows the credential',
    wrong:
      'Identifier or secret is wrong or cut off, the admin behind it is disabled, or lacks the permission "API Access".',
  },
  version: {
    area: 'whmcs',
    about: 'The version of WHMCS',
    wrong:
      'Too old for some tools; what it lacks is listed. Unknown where the role allows neither `WhmcsDetails` nor `GetAdminDetails`.',
  },
  'staff-username': {
    area: 'whmcs',
    about: '`WHMCS_STAFF_USERNAME` is an active administrator',
    wrong:
      'Not set, misspelt or disabled: replies to tickets are refused. The usernames that there are stand beside it.',
  },
  'date-format': {
    area: 'whmcs',
    about: '`WHMCS_DATE_FORMAT` is that of WHMCS',
    wrong: 'Another one: dates would be read wrongly without an error. The right one is named.',
  },
  'time-zone': {
    area: 'whmcs',
    about: '`WHMCS_TIMEZONE` is that of WHMCS',
    wrong: 'Another one: what a lost answer left behind would not be found. Zones that fit are named.',
  },
  clock: {
    area: 'whmcs',
    about: 'The clock of this machine and that of WHMCS agree',
    wrong: 'More than a minute apart: one of them is not set by the network.',
  },
  'base-currency': {
    area: 'whmcs',
    about: 'One currency has the rate 1: all limits on money count in it',
    wrong: 'None has, or several have: set the rates in WHMCS.',
  },
  'role-lacks': {
    area: 'credential',
    about:
      'The API role allows what the policy shows: the actions of its tools, and what the guard reads beside them',
    wrong:
      'It lacks some; they are named under the headings of the page of roles. `whmcs-mcp doctor --role` prints the whole role.',
  },
  'role-absent': {
    area: 'credential',
    about: 'WHMCS has these actions',
    wrong: 'Too old, or a build without them.',
  },
  'role-probe': {
    area: 'credential',
    about: 'A probe of a write is refused, as the documentation says',
    wrong: 'WHMCS said success for a record that can not exist: look into its activity log.',
  },
  'role-unknown': {
    area: 'credential',
    about: 'What could not be told',
    wrong: 'No call of the action is certain to change nothing (`LogActivity`), or no usable answer came.',
  },
  'role-excess': {
    area: 'credential',
    about: 'The API role allows nothing else',
    wrong:
      'It allows actions that no tool of the policy needs: uncheck them, and what goes wrong elsewhere can do less.',
  },
  'what-it-showed': {
    area: 'whmcs',
    about: 'With `--questions`: what this WHMCS shows of what its documentation leaves open',
    wrong: 'Nothing: what only a change would tell is not asked.',
  },
  policy: {
    area: 'policy',
    about: "The policy can be read, denies, and is the operator's alone",
    wrong: 'A fault (with its line), `mode` is `shadow`, or others can change the file.',
  },
  tools: {
    area: 'policy',
    about: 'How many tools it shows',
    wrong: 'None: `whmcs-mcp tools` says why.',
  },
  state: {
    area: 'state',
    about: 'The state can be opened and is kept',
    wrong:
      'Not writable, damaged, newer than this program, open to others, a database that does not answer, or `memory`.',
  },
  halt: {
    area: 'state',
    about: 'Nothing is halted',
    wrong: 'Somebody halted: who and why stands beside it.',
  },
  disk: {
    area: 'state',
    about: 'The disk of the state has room',
    wrong: 'Less than 200 MB, or next to nothing.',
  },
  servers: {
    area: 'state',
    about: 'The servers of this user work on one state',
    wrong: 'Some on another: limits count apart.',
  },
  console: {
    area: 'console',
    about: 'The console answers, where one runs or its address is set',
    wrong: 'It does not run, or not at `GUARD_CONSOLE_URL`.',
  },
  notify: {
    area: 'console',
    about:
      'The file of `GUARD_NOTIFY` can be read, and each of its channels is there. Nobody is told a thing: Discord, Telegram, e-mail and ntfy with a token say whether they would take a message, the others only that somebody answers',
    wrong: 'A secret that is wrong, or nobody there: nobody would be told of what waits for them.',
  },
  clients: {
    area: 'clients',
    about: 'A client of this user would start whmcs-mcp',
    wrong: 'None has its entry, or the file of one is broken: `whmcs-mcp init` puts it there.',
  },
} as const satisfies Readonly<Record<string, Check>>;

export type CheckId = keyof typeof CHECKS;
