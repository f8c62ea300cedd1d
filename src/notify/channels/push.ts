import { wrongService } from '../browsers/services.js';
import type { ChannelKind } from './channel.js';

/** The browsers that people switched on in the console. */
export const push: ChannelKind = {
  type: 'push',
  fields: {
    to: {
      kind: 'list',
      isOptional: true,
      about: 'the names of people; without it everybody who switched it on is told',
    },
    services: {
      kind: 'list',
      isOptional: true,
      about: 'push services beside those of Chrome, Edge, Firefox and Safari',
      wrong: wrongService,
    },
  },
  send: async (message, { to }, signal, browsers) =>
    browsers === undefined
      ? { ok: false, says: 'a server or a console alone can tell them', retry: false }
      : browsers.tell(message, to?.split(','), signal),
};
