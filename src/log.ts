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
  return JSON.stringify(value instanceof Error ? value.message : value) ?? 'null';
}

/** A logger of lines `time level event key=value …`; line breaks in values are escaped, so one entry is one line. */
export function createLog({ level, secrets, write, now = () => new Date() }: LogOptions): Log {
  const least = LOG_LEVELS.indexOf(level);
  return (at, event, fields = {}) => {
    if (LOG_LEVELS.indexOf(at) < least) return;
    const pairs = Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => ` ${key}=${shown(value)}`);
    let line = `${now().toISOString()} ${at} ${event}${pairs.join('')}`;
    for (const secret of secrets) line = line.replaceAll(secret, '[secret]');
    write(`${line}\n`);
  };
}
