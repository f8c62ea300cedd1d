import { argumentsOfCall, type Body, composed, need } from '../../src/catalog/index.js';

export const whatIf = composed('whmcs_what_if', {
  title: 'Foresee a call',
  about:
    'What a call would come to, without making it: the decision and its rule, effects, money, mails, what a person would be shown, whether it can be undone. Changes nothing and asks nobody.',
  args: {
    tool: need.text('Name of the tool', 100),
    arguments: argumentsOfCall('Its arguments, as JSON'),
  },
  ours: [
    'tool',
    'would',
    'code',
    'rule',
    'says',
    'effects',
    'money.amount',
    'money.currency',
    'undo',
    'note',
  ],
  compose: ({ values, foresee }) => foresee(String(values.tool), (values.arguments ?? {}) as Body),
  sample: { least: { tool: 'whmcs_get_invoice', arguments: { invoiceid: 1 } } },
});
