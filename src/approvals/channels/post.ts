import type { Agent } from 'undici';

/** Sends one POST and resolves to the status it was answered with. Follows no redirect. Rejects where none came. */
export type Post = (
  url: string,
  options: { headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<number>;

/** The real thing; its HTTP client is loaded at the first use, so that a start need not wait for it. */
export function openPost(): { post: Post; close(): Promise<void> } {
  let opened: Agent | undefined;
  return {
    async post(url, { headers, body, signal }) {
      const { Agent, request } = await import('undici');
      // A connection for each: one kept open for the next event, hours later, would mostly be dead by then.
      opened ??= new Agent({ pipelining: 0 });
      const reply = await request(url, { method: 'POST', headers, body, signal, dispatcher: opened });
      // What it says is of no use; how long it goes on saying it must not matter.
      reply.body.on('error', () => undefined).destroy();
      return reply.statusCode;
    },
    async close() {
      await opened?.destroy();
    },
  };
}
