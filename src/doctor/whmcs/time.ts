import { listAt, wallClock } from '../../catalog/index.js';
import { type Answers, bodyOf } from '../answers.js';
import { bad, doubtful, type Finding, good, skipped } from '../finding.js';

const STAMP = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
/** The two were said in two answers, and no zone is less than this from another. */
const SAME_MS = 5 * 60_000;
const RECENT_MS = 30 * 60_000;
const CLOCKS_APART_MS = 60_000;
const MOST_ZONES = 4;

/** A wall clock as a number, to compare it with another one of the same place. */
const asMs = (stamp: string) => Date.parse(`${stamp.replace(' ', 'T')}Z`);

/** How far the wall clock of a zone is from what WHMCS wrote. */
const apartMs = (stamp: string, moment: Date, zone: string | undefined) =>
  asMs(stamp) - asMs(wallClock(moment, zone));

function zonesOf(stamp: string, moment: Date): string[] {
  const fits = (zone: string) => Math.abs(apartMs(stamp, moment, zone)) < SAME_MS;
  return Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/') && fits(zone));
}

function wrongZone(stamp: string, moment: Date, zone: string | undefined): Finding {
  const zones = zonesOf(stamp, moment);
  const shown = zone ?? `that of this machine (${Intl.DateTimeFormat().resolvedOptions().timeZone})`;
  const fitting = zones.length === 0 ? '' : ` Now the same as in ${zones.slice(0, MOST_ZONES).join(', ')}.`;
  return bad(
    'time-zone',
    `WHMCS has ${stamp.slice(0, 16)}, and by ${shown} it would be ${wallClock(moment, zone).slice(0, 16)}.`,
    `Set WHMCS_TIMEZONE to the zone that WHMCS runs in, such as Europe/Berlin.${fitting}`,
    { whmcs: stamp, zones: zones.slice(0, 40).join(', ') },
  );
}

/** Compares what WHMCS takes for the time with the time zone that is configured. */
export async function checkTimeZone(answers: Answers, zone: string | undefined): Promise<Finding> {
  const details = bodyOf(await answers.ask('GetAdminDetails'));
  const moment = answers.clock();
  if (moment === undefined) return skipped('time-zone', 'No answer of WHMCS says what time it has.');
  const shown = zone ?? `${Intl.DateTimeFormat().resolvedOptions().timeZone}, that of this machine,`;
  const requested = String(details?.requesttime);
  if (STAMP.test(requested)) {
    return Math.abs(apartMs(requested, moment, zone)) < SAME_MS
      ? good('time-zone', `WHMCS has the time of ${shown} now.`)
      : wrongZone(requested, moment, zone);
  }
  const log = listAt(bodyOf(await answers.ask('GetActivityLog')) ?? {}, 'activity.entry');
  const newest = log
    .map(({ date }) => String(date))
    .filter((date) => STAMP.test(date))
    .sort()
    .at(-1);
  const ahead = newest === undefined ? undefined : apartMs(newest, moment, zone);
  if (newest !== undefined && ahead !== undefined && ahead > SAME_MS) {
    return zonesOf(newest, moment).length > 0
      ? wrongZone(newest, moment, zone)
      : doubtful(
          'time-zone',
          `By ${shown} it is ${wallClock(moment, zone).slice(0, 16)}, and the activity log has an entry of ${newest.slice(0, 16)}.`,
          'Set WHMCS_TIMEZONE to the zone that WHMCS runs in; allow GetAdminDetails in the API role, which tells what time WHMCS has.',
        );
  }
  if (ahead !== undefined && ahead > -RECENT_MS)
    return good('time-zone', `The newest entry of the activity log fits the time of ${shown} now.`);
  return skipped(
    'time-zone',
    'It can not be told: the newest entry of the activity log is too old. Allow GetAdminDetails in the API role, which tells what time WHMCS has.',
  );
}

const DAY_S = 86_400;

function lasting(seconds: number): string {
  if (seconds < 7_200) return `${seconds} s`;
  return seconds < 2 * DAY_S ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / DAY_S)} days`;
}

/** Compares the clocks, whatever zones they show. */
export function checkClock(answers: Answers, now: Date, standsApart = false): Finding {
  const moment = answers.clock();
  if (moment === undefined) return skipped('clock', 'No answer of WHMCS says what time it has.');
  const seconds = Math.round((now.getTime() - moment.getTime()) / 1000);
  if (Math.abs(seconds) * 1000 <= CLOCKS_APART_MS)
    return good('clock', 'The clock of this machine agrees with that of WHMCS.');
  if (standsApart)
    return skipped('clock', 'This is the sandbox, whose clock is its own and always begins on the same day.');
  const isSetByHand = Math.abs(seconds) > 2 * DAY_S;
  return doubtful(
    'clock',
    `The clock of this machine is ${lasting(Math.abs(seconds))} ${seconds > 0 ? 'ahead of' : 'behind'} that of WHMCS, where it is ${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC.`,
    isSetByHand
      ? 'One of the two was set to a wrong day: correct that, then let both machines set their clock by the network (NTP).'
      : 'Let both machines set their clock by the network (NTP).',
    { seconds: String(seconds) },
  );
}
