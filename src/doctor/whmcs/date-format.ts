import { DATE_FORMATS, type DateFormat, listAt, localDay } from '../../catalog/index.js';
import { type Answers, bodyOf } from '../answers.js';
import { bad, type Finding, good, skipped } from '../finding.js';

const DAY = /^\d{4}-(\d{2})-(\d{2})\b/;

type Rows = readonly { readonly date?: unknown }[];

async function daysIn(answers: Answers, day?: string): Promise<string[]> {
  const answer = await (day === undefined ? answers.ask('GetActivityLog') : answers.activityOf(day));
  const rows: Rows = listAt(bodyOf(answer) ?? {}, 'activity.entry');
  return rows.map(({ date }) => String(date).slice(0, 10)).filter((text) => DAY.test(text));
}

/** A day that no format takes for another: its date is no month, or else it is not the same as its month. */
function tellingDay(days: readonly string[]): string | undefined {
  const parts = (day: string) => DAY.exec(day)?.slice(1).map(Number) ?? [];
  return days.find((day) => (parts(day)[1] ?? 0) > 12) ?? days.find((day) => parts(day)[0] !== parts(day)[1]);
}

/** Whether WHMCS finds its own entries of a day that is written so. */
async function isRead(answers: Answers, day: string, format: DateFormat): Promise<boolean> {
  const days = await daysIn(answers, localDay(day, format));
  return days.length > 0 && days.every((one) => one === day);
}

/** Asks for the activity of a day, written in the format that is configured, and else in each of the others. */
export async function checkDateFormat(answers: Answers, format: DateFormat): Promise<Finding> {
  const day = tellingDay(await daysIn(answers));
  if (day === undefined) {
    return skipped(
      'date-format',
      'The activity log of WHMCS has no entry, or none can be read, by which the format could be told. Compare WHMCS_DATE_FORMAT with Configuration > System Settings > General Settings > Localisation.',
    );
  }
  if (await isRead(answers, day, format))
    return good('date-format', `WHMCS reads dates as ${format}.`, { dateFormat: format });
  for (const other of DATE_FORMATS.filter((one) => one !== format)) {
    if (!(await isRead(answers, day, other))) continue;
    return bad(
      'date-format',
      `WHMCS reads dates as ${other}, not as ${format}: it would take the 3rd of April for another day.`,
      `Set WHMCS_DATE_FORMAT=${other}.`,
      { dateFormat: other },
    );
  }
  return skipped(
    'date-format',
    `WHMCS found its own entries of ${day} in no format. Compare WHMCS_DATE_FORMAT with Configuration > System Settings > General Settings > Localisation.`,
  );
}
