import type { ChannelKind } from './channel.js';
import { discord } from './discord.js';
import { email } from './email.js';
import { ntfy } from './ntfy.js';
import { push } from './push.js';
import { slack } from './slack.js';
import { teams } from './teams.js';
import { telegram } from './telegram.js';
import { webhook } from './webhook.js';

/** Every way to tell people; a new one is its file and a name here. */
export const KINDS: readonly ChannelKind[] = [slack, teams, discord, telegram, ntfy, email, push, webhook];

export const kindOf = (type: string): ChannelKind | undefined => KINDS.find((one) => one.type === type);
