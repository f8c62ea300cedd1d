import { type ChannelKind, cut, webAddress } from './channel.js';

const NTFY = 'https://ntfy.sh';
const TOPIC = /^[\w-]{1,64}$/;
const HIGH = 4;
const USUAL = 3;

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A topic of ntfy, on ntfy.sh or a server of one's own. Whoever knows its name can read it. */
export const ntfy: ChannelKind = {
  type: 'ntfy',
  fields: {
    topic: {
      kind: 'secret',
      about: 'the name of the topic, which works like a password',
      wrong: (value) =>
        TOPIC.test(value) ? undefined : 'must be 1 to 64 letters, digits, dashes and underscores',
    },
    server: {
      kind: 'address',
      isOptional: true,
      about: 'a server other than https://ntfy.sh',
      wrong: webAddress,
    },
    token: { kind: 'secret', isOptional: true, about: 'an access token of that server' },
  },
  question: ({ token, server = NTFY }) =>
    token === undefined
      ? { method: 'GET', url: `${server}/v1/health`, proves: 'answers' }
      : { method: 'GET', url: `${server}/v1/account`, headers: bearer(token), proves: 'accepted' },
  request: ({ title, text, url, occasion }, { topic, token, server = NTFY }) => ({
    url: server,
    ...(token === undefined ? {} : { headers: bearer(token) }),
    body: JSON.stringify({
      topic,
      title: cut(title, 250),
      message: cut(text === '' ? title : text, 3_500),
      priority: occasion === 'asked' || occasion === 'reminder' ? HIGH : USUAL,
      ...(url === undefined ? {} : { click: url }),
    }),
  }),
};
