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
  /** Values that must never be written, whatever the field they turn up in. */
  secrets: readonly string[];
  /** Takes one finished line, newline included. */
  write(line: string): void;
  now?: () => Date;
}

function shown(value: unknown): string {
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value;
  const text = JSON.stringify(value instanceof Error ? value.message : value) ?? 'null';
  // JSON leaves these as they are; terminals and log readers take them for line breaks and commands.
  return text.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A logger of lines `time level event key=value …`; line breaks in values are escaped, so one entry is one line. */
export function createLog({ level, secrets, write, now = () => new Date() }: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  const withoutSecrets = secretRemover(secrets, '[secret]');
  return (at, event, fields = {}) => {
    if (LOG_LEVELS.indexOf(at) < least) return;
    const pairs = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ` ${key}=${shown(value)}`);
    write(`${withoutSecrets(`${now().toISOString()} ${at} ${event}${pairs.join('')}`)}\n`);
  };
}
