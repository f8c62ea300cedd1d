import { type Body, callsOf, composed } from '../../src/catalog/index.js';

export const plan = composed('whmcs_plan', {
  title: 'Carry out a plan',
  about:
    'Up to 50 calls of writing tools as one request: a person sees all of them and decides on the whole. Then each is made by itself, and what has changed meanwhile is left out and told. The same plan again goes on where it stopped.',
  args: { calls: callsOf(50) },
  ours: [
    'request',
    'done',
    'denied',
    'left_out',
    'failed',
    'unknown',
    'lines.tool',
    'lines.state',
    'lines.code',
    'lines.rule',
    'lines.says',
    'lines.earlier',
  ],
  lines: ({ calls }) =>
    (calls as readonly { tool: string; arguments?: Body }[]).map((line) => ({
      tool: line.tool,
      args: line.arguments ?? {},
    })),
  compose: ({ carryOut }) => carryOut(),
  undo: 'Each of its calls is undone by itself.',
  sample: { least: { calls: [{ tool: 'whmcs_log_activity', arguments: { description: 'Checked' } }] } },
});
