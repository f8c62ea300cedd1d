import type { Host } from '../host.js';

/** Marks text for the eye; leaves it as it is where nobody looks at a terminal that shows colour. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  doubtful(text: string): string;
  bad(text: string): string;
}

/** Colour on a terminal alone, unless NO_COLOR is set or the terminal has none. */
export function paintFor({ env }: Pick<Host, 'env'>, stream: { readonly isTTY?: boolean }): Paint {
  const isColoured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const marked = (code: number) => (text: string) =>
    isColoured && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
  return { bold: marked(1), dim: marked(2), good: marked(32), doubtful: marked(33), bad: marked(31) };
}
