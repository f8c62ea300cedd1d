import { secretRemover } from './secret-spellings.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  event: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export interface LogOptions {
  level: LogLevel;
  /** Values that are replaced by `[secret]` in every field, in every spelling. */
  secrets: readonly string[];
  /** Writes one line, newline included. */
  write(line: string): void;
  now?: () => Date;
}

/** Bytes of lines that nobody has read yet, above which lines are dropped. */
const MOST_UNREAD = 1024 * 1024;

/** Writes lines to a stream whose reader may be asleep or gone: the memory they take has a bound, and gaps are told. */
export function lineWriter(
  stream: { readonly writableLength: number; write(text: string): unknown },
  now: () => Date = () => new Date(),
): (line: string) => void {
  let dropped = 0;
  return (line) => {
    if (stream.writableLength > MOST_UNREAD) {
      dropped += 1;
      return;
    }
    if (dropped > 0) stream.write(`${now().toISOString()} warn log.dropped lines=${dropped}\n`);
    dropped = 0;
    stream.write(line);
  };
}

function fieldText(value: unknown): string {
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value;
  const text = JSON.stringify(value instanceof Error ? value.message : value) ?? 'null';
  // JSON does not escape these, and terminals and log readers treat them as line breaks and commands.
  return text.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A logger of lines `time level event key=value …`; line breaks in values are escaped, so one entry is one line. */
export function createLog({ level, secrets, write, now = () => new Date() }: LogOptions): Log {
  const lowest = LOG_LEVELS.indexOf(level);
  const withoutSecrets = secretRemover(secrets, '[secret]');
  return (lineLevel, event, fields = {}) => {
    if (LOG_LEVELS.indexOf(lineLevel) < lowest) return;
    const pairs = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ` ${key}=${fieldText(value)}`);
    write(`${withoutSecrets(`${now().toISOString()} ${lineLevel} ${event}${pairs.join('')}`)}\n`);
  };
}
