import { type ChannelKind, cut, webAddress } from './channel.js';

/** Slack's own escapes: nothing of a text becomes a link or a mention. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const plainText = (text: string) => ({ type: 'plain_text', text, emoji: false });

/** An incoming webhook of Slack. */
export const slack: ChannelKind = {
  type: 'slack',
  fields: { url: { kind: 'secret', about: 'the address of an incoming webhook', wrong: webAddress } },
  question: ({ url = '' }) => ({ method: 'HEAD', url, proves: 'answers' }),
  request: ({ title, text, url }, values) => ({
    url: values.url ?? '',
    body: JSON.stringify({
      // What notifications show; the blocks below take no markup at all.
      text: escaped(cut(title, 300)),
      blocks: [
        { type: 'section', text: plainText(cut(title, 300)) },
        ...(text === '' ? [] : [{ type: 'section', text: plainText(cut(text, 2_900)) }]),
        ...(url === undefined
          ? []
          : [{ type: 'actions', elements: [{ type: 'button', text: plainText('Open'), url }] }]),
      ],
      unfurl_links: false,
      unfurl_media: false,
    }),
  }),
};
