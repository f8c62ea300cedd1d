import { DATE_FORMATS } from '../catalog/index.js';
import type { Findings, Told } from './connection.js';
import { SetupFault } from './fault.js';
import type { Person, Screen } from './terminal/person.js';

export interface InstallationPorts {
  readonly person: Person | undefined;
  readonly screen: Screen;
}

const listed = (text: string | undefined) => (text ?? '').split(', ').filter(Boolean);
/** More would be a list that nobody reads. */
const MOST_CHOICES = 8;
const NOBODY = '(nobody)';
const OTHER = '(another)';

/** Refuses what was asked for on the command line and is wrong. */
function insist(finding: { status: string; says: string; cure?: string } | undefined, flag: string): void {
  if (finding?.status !== 'error') return;
  throw new SetupFault(`--${flag}: ${finding.says} ${finding.cure ?? ''}`.trim());
}

async function staffOf({ person, screen }: InstallationPorts, found: Findings, told: Told) {
  const finding = found.get('staff-username');
  if (finding?.status === 'ok') return told.staff;
  if (person === undefined) {
    insist(finding, 'staff');
    if (told.staff === undefined) screen.warn('No --staff: the agent can not reply to tickets.');
    return told.staff;
  }
  const usernames = listed(finding?.facts?.usernames).slice(0, MOST_CHOICES);
  const message = 'Which administrator do ticket replies of the agent come from?';
  const own = (answer: string) => (answer === '' ? undefined : answer);
  if (usernames.length === 0) {
    const initial = told.staff === undefined ? {} : { initial: told.staff };
    return own(await person.text({ message: `${message} (username; empty: it may not reply)`, ...initial }));
  }
  const answer = await person.choose({
    message,
    choices: [
      ...usernames.map((value) => ({ value, label: value })),
      { value: OTHER, label: 'Another one' },
      { value: NOBODY, label: 'Nobody: the agent can not reply to tickets' },
    ],
  });
  if (answer === OTHER) return own(await person.text({ message: 'Username of that administrator' }));
  return answer === NOBODY ? undefined : answer;
}

async function dateFormatOf(
  { person, screen }: InstallationPorts,
  found: Findings,
  told: Told,
  isGiven: boolean,
) {
  const finding = found.get('date-format');
  const known = DATE_FORMATS.find((one) => one === finding?.facts?.dateFormat);
  if (known !== undefined) {
    if (isGiven && person === undefined) insist(finding, 'date-format');
    screen.good(`WHMCS reads dates as ${known}.`);
    return known;
  }
  if (person === undefined || isGiven) return told.dateFormat;
  return person.choose({
    message: 'How does WHMCS write dates? (General Settings > Localisation > Date Format)',
    choices: DATE_FORMATS.map((value) => ({ value, label: value })),
    initial: told.dateFormat,
  });
}

function zoneProblem(zone: string): string | undefined {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return undefined;
  } catch {
    return 'That is no time zone. Write it as Area/City, such as Europe/Berlin.';
  }
}

async function timezoneOf({ person, screen }: InstallationPorts, found: Findings, told: Told) {
  const finding = found.get('time-zone');
  if (finding?.status === 'ok') screen.good(finding.says);
  if (finding === undefined || finding.status !== 'error') return told.timezone;
  if (person === undefined) {
    insist(finding, 'timezone');
    return told.timezone;
  }
  const zones = listed(finding.facts?.zones).slice(0, MOST_CHOICES);
  screen.warn(finding.says);
  const ask = () =>
    person.text({ message: 'Time zone that WHMCS runs in', example: 'Europe/Berlin', check: zoneProblem });
  if (zones.length === 0) return ask();
  const answer = await person.choose({
    message: 'Which of these is the time zone that WHMCS runs in? All of them have its time now',
    choices: [...zones.map((value) => ({ value, label: value })), { value: OTHER, label: 'Another one' }],
  });
  return answer === OTHER ? ask() : answer;
}

/** Puts right what was assumed of an installation, by what WHMCS says of itself, and asks for what it does not say. */
export async function learn(
  ports: InstallationPorts,
  found: Findings,
  told: Told,
  { isDateFormatGiven }: { isDateFormatGiven: boolean },
): Promise<Told> {
  const dateFormat = await dateFormatOf(ports, found, told, isDateFormatGiven);
  const timezone = await timezoneOf(ports, found, told);
  const staff = await staffOf(ports, found, told);
  return { staff, dateFormat, timezone };
}
