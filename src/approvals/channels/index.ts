import type { Voting } from '../../store/index.js';
import { CHANNELS, type ChannelName } from '../../terms.js';
import type {
  Channel,
  ChannelPorts,
  ChannelSetting,
  ClientRequest,
  DecidingChannel,
  DecidingPorts,
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
  [...Object.values(DECIDING), ...ANNOUNCING].flatMap(({ name, settings }) =>
    settings === undefined ? [] : [[name, settings]],
  ),
);

interface Ports extends Omit<ChannelPorts, 'settings'> {
  /** By channel and key, of the channels that are switched on. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
  decide(channel: ChannelName, ...vote: Parameters<DecidingPorts['decide']>): Promise<Voting>;
}

/** Opens every channel that is switched on. Each decides in its own name only. */
export function openChannels({ settings, decide, ...ports }: Ports): OpenChannel[] {
  const isOn = ({ name, settings: needed }: Pick<Channel, 'name' | 'settings'>) =>
    needed === undefined || settings[name] !== undefined;
  const portsOf = (name: string) => ({ ...ports, settings: settings[name] ?? {} });
  const deciding = Object.values(DECIDING)
    .filter(isOn)
    .map(({ name, open }) => open?.({ ...portsOf(name), decide: (...vote) => decide(name, ...vote) }));
  const announcing = ANNOUNCING.filter(isOn).map(({ name, open }) => open?.(portsOf(name)));
  return [...deciding, ...announcing].filter((channel) => channel !== undefined);
}
