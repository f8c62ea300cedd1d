import { type ChannelKind, cut, webAddress, withLink } from './channel.js';

const TELEGRAM = 'https://api.telegram.org';
const TOKEN = /^\d{1,20}:[\w-]{20,100}$/;

/** A bot of Telegram. Without a parse mode a text is a text. */
export const telegram: ChannelKind = {
  type: 'telegram',
  fields: {
    token: {
      kind: 'secret',
      about: 'the token of a bot, as BotFather says it',
      wrong: (value) =>
        TOKEN.test(value) ? undefined : 'must be the token of a bot, such as 123456:ABC-DEF',
    },
    chat: { kind: 'text', about: 'the id of the chat, or @channel' },
    server: {
      kind: 'address',
      isOptional: true,
      about: 'a Bot API server other than https://api.telegram.org',
      wrong: webAddress,
    },
  },
  question: ({ token = '', chat = '', server = TELEGRAM }) => ({
    method: 'GET',
    url: `${server}/bot${token}/getChat?chat_id=${encodeURIComponent(chat)}`,
    proves: 'accepted',
  }),
  request: (message, { token = '', chat = '', server = TELEGRAM }) => ({
    url: `${server}/bot${token}/sendMessage`,
    body: JSON.stringify({
      chat_id: chat,
      text: cut(withLink({ ...message, text: [message.title, message.text].join('\n') }), 4_000),
      link_preview_options: { is_disabled: true },
    }),
  }),
};
