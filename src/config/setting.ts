/** A refused value; the message says what to put instead and never repeats the value. */
export class Refused extends Error {}

export interface Setting<T> {
  name: string;
  /** One line for --help and .env.example. */
  about: string;
  secret?: true;
  /** It is a path, relative to the file that sets it or to the working folder, unless it is one of these words. */
  pathUnless?: readonly string[];
  parse(text: string): T;
  fallback: T;
}

export const YES = ['true', 'on', 'yes', '1', 'all'];
export const NO = ['false', 'off', 'no', '0'];

export function yesOrNo(text: string): boolean {
  const word = text.toLowerCase();
  if (YES.includes(word) && word !== 'all') return true;
  if (NO.includes(word)) return false;
  throw new Refused('must be true or false');
}

export function wholeNumber(min: number, max: number) {
  return (text: string) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new Refused(`must be a whole number from ${min} to ${max}`);
    return value;
  };
}

export const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);

export function oneOf<const T extends string>(
  values: readonly T[],
  fold: (text: string) => string = (text) => text,
) {
  return (text: string): T => {
    const known = values.find((value) => value === fold(text));
    if (known === undefined) throw new Refused(`must be one of ${values.join(', ')}`);
    return known;
  };
}

export const text = (value: string) => value;

export function webAddress(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new Refused('must be an address such as https://console.example.com, without a user or password');
  }
  return value.replace(/\/+$/, '');
}

export function setting<T>(
  name: string,
  about: string,
  parse: (text: string) => T,
  fallback: NoInfer<T>,
): Setting<T> {
  return { name, about, parse, fallback };
}

/** A path; `words` mean something else. */
export function pathTo(
  name: string,
  about: string,
  {
    words: pathUnless = [],
    parse = text,
  }: { words?: readonly string[]; parse?: (text: string) => string } = {},
): Setting<string | undefined> {
  return { ...setting<string | undefined>(name, about, parse, undefined), pathUnless };
}

export function secretText(name: string, about: string): Setting<string | undefined> {
  return { name, about, secret: true, parse: text, fallback: undefined };
}
