interface Check {
  readonly area: 'connection' | 'credential' | 'whmcs' | 'policy' | 'state' | 'console' | 'clients';
  /** What is looked at. */
  readonly about: string;
  /** What can be wrong with it, and the cure. */
  readonly wrong: string;
}

/** Every check there is, in the order in which they run. `docs/doctor.md` is made of it. */
export const CHECKS = {
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
} as const satisfies Readonly<Record<string, Check>>;

export type CheckId = keyof typeof CHECKS;
