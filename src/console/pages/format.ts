import { html } from 'hono/html';
import { duration } from '../../duration.js';

/** Markup that is safe to send: every value in it was escaped. */
export type Html = ReturnType<typeof html>;

/** Combining marks beyond three on one letter: they can cover the lines above. */
const STACKED_MARKS = /(\p{M}{3})\p{M}+/gu;
const INVISIBLE = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]|[^\P{Cc}\n\t]/gu;

/** Text with its lines. Invisible characters are written out, so that no value can pass for another. */
export function exactText(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(STACKED_MARKS, '$1…')
    .replace(
      INVISIBLE,
      (one) => `⟨U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
    );
}

/** A value of any kind: text as it is, everything else as JSON. */
export function exact(value: unknown): string {
  return exactText(typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null'));
}

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** `27 Jul 2025, 14:03`, in UTC; the script of the page turns it into the reader's own time. */
export function moment(at: Date): Html {
  const text = at.toLocaleString('en-GB', {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return html`<time datetime="${at.toISOString()}" data-local>${text} UTC</time>`;
}

/** `3 min ago`; kept up to date by the script. */
export function ago(at: Date, now: Date): Html {
  const text = duration(now.getTime() - at.getTime());
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}" data-ago><span>${text}</span> ago</time>`;
}

/** `12 min`: time left until a moment; kept up to date by the script. */
export function until(at: Date, now: Date): Html {
  const text = duration(at.getTime() - now.getTime());
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}" data-until><span>${text}</span></time>`;
}
