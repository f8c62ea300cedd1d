import { secretRemover } from './secret-spellings.js';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `text`: `time level event key=value …`. `json`: an object a line. */
export const LOG_FORMATS = ['text', 'json'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export type Log = (
  level: Exclude<LogLevel, 'silent'>,
  event: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

export interface LogOptions {
  level: LogLevel;
  /** `text` if left out. */
  format?: LogFormat;
  /** Values that are replaced by `[secret]` in every field, in every spelling. */
  secrets: readonly string[];
  /** Writes one line, newline included. What warns is urgent: the program may be about to end. */
  write(line: string, isUrgent: boolean): void;
  now?: () => Date;
}

/** Bytes of lines that nobody has read yet, above which lines are dropped. */
const MOST_UNREAD = 1024 * 1024;

export interface LineWriter {
  /** Takes a line; what is urgent is written at once, with all that was taken before. */
  write(line: string, isUrgent: boolean): void;
  /** Writes what was taken and not written yet. */
  flush(): void;
}

/** How long a line that is not urgent waits for others. */
const TOGETHER_MS = 50;

/**
 * Writes lines to a stream whose reader may be asleep or gone: the memory they take has a bound, and gaps are told. Lines
 * leave together, since each write is a system call, and wakes up whoever reads.
 */
export function lineWriter(
  stream: { readonly writableLength: number; write(text: string): unknown },
  { now = () => new Date(), format = 'text' }: { now?: () => Date; format?: LogFormat } = {},
): LineWriter {
  let dropped = 0;
  let together = '';
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (together !== '') stream.write(together);
    together = '';
  };
  return {
    write(line, isUrgent) {
      if (stream.writableLength + together.length > MOST_UNREAD) {
        dropped += 1;
        return;
      }
      if (dropped > 0) together += `${lineOf[format](now(), 'warn', 'log.dropped', { lines: dropped })}\n`;
      dropped = 0;
      together += line;
      if (isUrgent) flush();
      else timer ??= setTimeout(flush, TOGETHER_MS);
    },
    flush,
  };
}

/** JSON does not escape these, and terminals and log readers treat them as line breaks and commands. */
const printable = (json: string) =>
  json.replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

function fieldText(value: unknown): string {
  if (typeof value === 'string' && /^[\w./:@+-]+$/.test(value)) return value;
  return printable(JSON.stringify(loggable(value)) ?? 'null');
}

type LineOf = (at: Date, level: string, event: string, fields: Readonly<Record<string, unknown>>) => string;

const loggable = (value: unknown) => (value instanceof Error ? value.message : value);

/** Line breaks in values are escaped, so that one entry is one line. */
const lineOf: Readonly<Record<LogFormat, LineOf>> = {
  text(at, level, event, fields) {
    let line = `${at.toISOString()} ${level} ${event}`;
    for (const [key, value] of Object.entries(fields))
      if (value !== undefined) line += ` ${key}=${fieldText(value)}`;
    return line;
  },
  json(at, level, event, fields) {
    const values = Object.entries(fields).map(([key, value]) => [key, loggable(value)]);
    return printable(JSON.stringify({ time: at.toISOString(), level, event, ...Object.fromEntries(values) }));
  },
};

/** Tokens that callers show, ours and those of identity providers, wherever they got into a line. */
const TOKENS = /whmcs_mcp_[0-9A-Za-z]{20,}|eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g;

/** A logger that writes no secret. */
export function createLog({
  level,
  format = 'text',
  secrets,
  write,
  now = () => new Date(),
}: LogOptions): Log {
  const lowest = LOG_LEVELS.indexOf(level);
  const withoutSecrets = secretRemover(secrets, '[secret]');
  return (lineLevel, event, fields = {}) => {
    if (LOG_LEVELS.indexOf(lineLevel) < lowest) return;
    const line = lineOf[format](now(), lineLevel, event, fields);
    write(
      `${withoutSecrets(line).replace(TOKENS, '[secret]')}\n`,
      lineLevel === 'warn' || lineLevel === 'error',
    );
  };
}
