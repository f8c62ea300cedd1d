import { CHANNELS, type ChannelName } from '../../terms.js';
import type { Channel, ClientRequest, FormAnswer } from './channel.js';
import { cliChannel } from './cli.js';
import { consoleChannel } from './console.js';
import { formChannel } from './form.js';

/** In the order in which they may ask the person at the agent's client: the first that can does. */
const DECIDING: Readonly<Record<ChannelName, Channel>> = {
  elicitation: formChannel,
  console: consoleChannel,
  cli: cliChannel,
};

const isKnown = (name: string): name is ChannelName => CHANNELS.some((one) => one === name);

/** Where people decide by a channel, in the middle of a sentence. Rows may name channels that this version lacks. */
export const whereOf = (name: string): string => (isKnown(name) ? DECIDING[name].where : `by ${name}`);

/** How the operator decides a request, one way for each of its channels that can say so. */
export function waysToDecide(
  id: string,
  channels: readonly string[],
  consoleUrl: string | undefined,
): string[] {
  return channels.filter(isKnown).flatMap((name) => DECIDING[name].howTo?.(id, consoleUrl) ?? []);
}

/** Asks the person at the agent's client by the first of the channels that can; undefined if none can. */
export function askAtClient(
  channels: readonly string[],
  request: ClientRequest,
): { readonly channel: ChannelName; readonly answer: Promise<FormAnswer> } | undefined {
  for (const { name, askAtClient: ask } of Object.values(DECIDING)) {
    const answer = channels.includes(name) ? ask?.(request) : undefined;
    if (answer !== undefined) return { channel: name, answer };
  }
  return undefined;
}
