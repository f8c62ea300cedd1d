import { html } from 'hono/html';
import { duration } from '../../duration.js';
import { visible } from '../../plain.js';

/** Markup that is safe to send: every value in it was escaped. */
export type Html = ReturnType<typeof html>;

/** A value of any kind: text as it is, everything else as JSON. Invisible characters are spelled out, so that no value can pass for another. */
export function exact(value: unknown): string {
  return visible(typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null'));
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

/** `14:00`, with the day where that is another, in UTC; the script of the page turns it into the reader's own time. */
export function clock(at: Date, now: Date): Html {
  const isToday = at.toISOString().slice(0, 10) === now.toISOString().slice(0, 10);
  const text = at.toLocaleString('en-GB', {
    timeZone: 'UTC',
    ...(isToday ? {} : { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  });
  return html`<time datetime="${at.toISOString()}" title="${at.toISOString()}" data-clock>${text} UTC</time>`;
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
