/** WHMCS's date settings, by the names its settings page uses. */
export const DATE_FORMATS = [
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'MM/DD/YYYY',
  'YYYY/MM/DD',
  'YYYY-MM-DD',
] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

export const NO_DATE = '0000-00-00';
export const NO_MOMENT = '0000-00-00 00:00:00';

const DAY_MS = 86_400_000;

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** `YYYY-MM-DD HH:MM:SS`, in UTC. */
export function momentOf(moment: Date): string {
  return moment.toISOString().slice(0, 19).replace('T', ' ');
}

export function addDays(day: string, count: number): string {
  return dayOf(new Date(Date.parse(day) + count * DAY_MS));
}

/** The same day some months on; a day the month lacks becomes its last one. */
export function addMonths(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return dayOf(new Date(Date.UTC(year, month - 1 + count, Math.min(date, last))));
}

/** The day in ISO form, or undefined where the text isn't a date in this very format. */
export function readLocalised(text: string, format: DateFormat): string | undefined {
  const separator = format.replace(/[DMY]/g, '')[0] ?? '/';
  const names = format.split(separator);
  const parts = text.split(separator);
  if (parts.length !== names.length) return undefined;
  const found = new Map(names.map((name, position) => [name, parts[position] ?? '']));
  return realDay(found.get('YYYY') ?? '', found.get('MM') ?? '', found.get('DD') ?? '');
}

export function localise(day: string, format: DateFormat): string {
  const [year = '', month = '', date = ''] = day.slice(0, 10).split('-');
  return format.replace('YYYY', year).replace('MM', month).replace('DD', date);
}

/** Reads `YYYY-MM-DD`, optionally with a time, or ISO 8601. Gives `YYYY-MM-DD HH:MM:SS` in UTC. */
export function readMoment(text: string): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    text.trim(),
  );
  const day = match && realDay(match[1] ?? '', match[2] ?? '', match[3] ?? '');
  if (!match || day === undefined) return undefined;
  const parsed = Date.parse(`${day}T${match[4] ?? '00:00:00'}${match[5] ?? 'Z'}`);
  return Number.isNaN(parsed) ? undefined : momentOf(new Date(parsed));
}

function realDay(year: string, month: string, date: string): string | undefined {
  if (!/^\d{4}$/.test(year) || !/^\d{2}$/.test(month) || !/^\d{2}$/.test(date)) return undefined;
  const time = Date.parse(`${year}-${month}-${date}T00:00:00Z`);
  if (Number.isNaN(time)) return undefined;
  const day = dayOf(new Date(time));
  return day === `${year}-${month}-${date}` ? day : undefined;
}
