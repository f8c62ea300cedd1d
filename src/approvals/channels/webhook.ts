import type { Channel } from './channel.js';

/** The key is required: a webhook that can't be told from a forged one is worse than none. */
export const webhookChannel: Channel = {
  name: 'webhook',
  settings: {
    url: {
      variable: 'GUARD_APPROVAL_WEBHOOK',
      about: 'Address that is told what is asked and decided, by signed POST',
      kind: 'address',
    },
    secret: {
      variable: 'GUARD_APPROVAL_WEBHOOK_SECRET',
      about: 'Key of that signature, at least 16 characters',
      kind: 'secret',
      atLeast: 16,
      missing: 'is missing: what is sent to GUARD_APPROVAL_WEBHOOK is signed with it.',
    },
  },
  open({ settings: { url = '', secret = '' }, consoleUrl, log }) {
    // Most servers have none: it is loaded for those that do.
    const loading = import('./post-events.js').then(({ createWebhook }) =>
      createWebhook({ url, secret, consoleUrl, log }),
    );
    return {
      announce: (news) => void loading.then((webhook) => webhook.announce(news)),
      close: async () => (await loading).close(),
    };
  },
};
