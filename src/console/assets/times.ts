import { duration } from '../../duration.js';
import { all, write } from './page.js';

/** How many milliseconds this clock is ahead of the server's. */
const skew = Date.now() - Date.parse(document.body.dataset.now ?? '');

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const onThatDay = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const onAnotherDay = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

const times = (selector: string) =>
  all(selector).filter((element): element is HTMLTimeElement => element instanceof HTMLTimeElement);

/** Brings `12 min left` and `3 min ago` up to date. */
export function tick(): void {
  const now = Date.now() - skew;
  for (const time of times('time[data-until]')) {
    write(time.firstElementChild, duration(Date.parse(time.dateTime) - now));
  }
  for (const time of times('time[data-ago]')) {
    write(time.firstElementChild, duration(now - Date.parse(time.dateTime)));
  }
}

/** Shows every time on the page as of now, moments in the reader's own time zone. */
export function showTimes(): void {
  tick();
  for (const time of times('time[data-local]')) {
    time.title = time.dateTime;
    write(time, local.format(new Date(time.dateTime)));
  }
  const today = new Date(Date.now() - skew).toDateString();
  for (const time of times('time[data-clock]')) {
    const at = new Date(time.dateTime);
    write(time, (at.toDateString() === today ? onThatDay : onAnotherDay).format(at));
  }
}
