import type { Channel } from './channel.js';

/** A form in the agent's own client (MCP elicitation). Only one that was answered with a plain yes or no counts. */
export const formChannel: Channel = {
  name: 'elicitation',
  where: "in the agent's own client",
  askAtClient: ({ text, person, signal, timeoutMs }) => person.form?.(text, { signal, timeoutMs }),
};
