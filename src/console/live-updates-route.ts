import type { App, ConsoleContext } from './context.js';
import { sessionOf } from './door/gate.js';

/** Server-sent events for people who are signed in. */
export function addEvents(app: App, context: ConsoleContext): void {
  app.get('/events', (c) => {
    const stream = context.liveUpdates.watch(
      c.get('view').grants,
      async () => (await sessionOf(c, context, false)) !== undefined,
    );
    if (stream === undefined) return c.text('Too many pages are open.\n', 503, { 'retry-after': '10' });
    return c.body(stream, 200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  });
}
