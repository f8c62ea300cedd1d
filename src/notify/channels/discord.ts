import { type ChannelKind, cut, webAddress } from './channel.js';

/** Signs that Discord reads as Markdown, links or mentions; a backslash takes that from each. */
const escaped = (text: string) => text.replace(/[\\*_~`|>#[\]()<@:-]/g, '\\$&');

const SUPPRESS_EMBEDS = 4;
const MOST = 2_000;

/** A webhook of Discord. */
export const discord: ChannelKind = {
  type: 'discord',
  fields: { url: { kind: 'secret', about: 'the address of a webhook', wrong: webAddress } },
  // Discord answers with what it knows of the webhook.
  question: ({ url = '' }) => ({ method: 'GET', url, proves: 'accepted' }),
  request: ({ title, text, url }, values) => {
    const link = url === undefined ? '' : `\n<${url}>`;
    const room = MOST - link.length;
    const said = [`**${escaped(cut(title, 300))}**`, escaped(text)].filter((part) => part !== '').join('\n');
    return {
      url: values.url ?? '',
      body: JSON.stringify({
        // A backslash at the end would take the line break.
        content: `${cut(said, room).replace(/\\+…$/, '…')}${link}`,
        allowed_mentions: { parse: [] },
        flags: SUPPRESS_EMBEDS,
      }),
    };
  },
};
