import { type ChannelKind, cut, webAddress } from './channel.js';

const run = (text: string, more: object = {}) => ({
  // Unlike a TextBlock it takes no Markdown.
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text, ...more }],
});

/** A workflow of Microsoft Teams that posts what its webhook receives. */
export const teams: ChannelKind = {
  type: 'teams',
  fields: { url: { kind: 'secret', about: 'the address of a workflow with a webhook', wrong: webAddress } },
  question: ({ url = '' }) => ({ method: 'HEAD', url, proves: 'answers' }),
  request: ({ title, text, url }, values) => ({
    url: values.url ?? '',
    body: JSON.stringify({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            body: [
              run(cut(title, 300), { weight: 'Bolder' }),
              ...cut(text, 10_000)
                .split('\n')
                .filter((line) => line !== '')
                .map((line) => run(line)),
            ],
            ...(url === undefined ? {} : { actions: [{ type: 'Action.OpenUrl', title: 'Open', url }] }),
          },
        },
      ],
    }),
  }),
};
