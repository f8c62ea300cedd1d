import { CHANNELS, type ChannelName } from '../../terms.js';
import type {
  Channel,
  ChannelPorts,
  ChannelSetting,
  ClientRequest,
  DecidingChannel,
  FormAnswer,
  OpenChannel,
} from './channel.js';
import { cliChannel } from './cli.js';
import { consoleChannel } from './console.js';
import { formChannel } from './form.js';
import { webhookChannel } from './webhook.js';

/** In the order in which they may ask the person at the agent's client: the first that can does. */
const DECIDING: Readonly<Record<ChannelName, DecidingChannel>> = {
  elicitation: formChannel,
  console: consoleChannel,
  cli: cliChannel,
};

/** Channels that only announce. */
const ANNOUNCING: readonly Channel[] = [webhookChannel];

const EVERY: readonly Channel[] = [...Object.values(DECIDING), ...ANNOUNCING];

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

/** The environment variables that set channels up: by channel, then by key. */
export const CHANNEL_SETTINGS: ReadonlyMap<string, Readonly<Record<string, ChannelSetting>>> = new Map(
  EVERY.flatMap(({ name, settings }) => (settings === undefined ? [] : [[name, settings]])),
);

interface Ports extends Pick<ChannelPorts, 'consoleUrl' | 'log'> {
  /** By channel and key; a channel with settings of which none is here stays off. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  decide(
    channel: ChannelName,
    ...vote: Parameters<ChannelPorts['decide']>
  ): ReturnType<ChannelPorts['decide']>;
}

/** Opens every channel that is switched on. */
export function openChannels({ settings, decide, ...ports }: Ports): OpenChannel[] {
  return EVERY.flatMap((channel) => {
    const own = settings[channel.name];
    if (channel.open === undefined || (channel.settings !== undefined && own === undefined)) return [];
    const { name } = channel;
    return channel.open({
      ...ports,
      settings: own ?? {},
      decide: async (id, vote) =>
        isKnown(name) ? decide(name, id, vote) : { counted: false, why: 'channel' },
    });
  });
}
