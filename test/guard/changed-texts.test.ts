import { expect, test } from 'vitest';
import { answering } from '../answers/stage.js';
import { type Answer, done } from '../harness.js';

// What an agent may change without anybody while a person decides must not leave as what the person saw.

const asking = (tool: string) =>
  answering({
    env: { GUARD_TOOLSETS: 'desk,plans' },
    policy: { tools: { [tool]: { require_approval: {} } } },
  });

type On = Awaited<ReturnType<typeof asking>>;

async function approved({ app, agent }: On, tool: string, args: Record<string, unknown>) {
  const asked = await agent.call(tool, args);
  await app.approvals.vote(String(asked.details.approval), {
    who: 'anna',
    channel: 'cli',
    yes: true,
    reason: '',
  });
}

const hasChanged = ({ code, text }: Answer, what: string) => {
  expect(code).toBe('approval_required');
  expect(text).toContain(what);
};

const DRAFT = 501;

test.each([
  { subject: 'Another subject' },
  { proposal: 'Pay to another account' },
  { customernotes: 'Pay to another account' },
  {
    lineitems: [{ id: 551, desc: 'Design, and three years of hosting', qty: 8, up: '75.00', taxable: true }],
  },
])('a quote that was approved does not leave with %j', async (change) => {
  for (const tool of ['whmcs_send_quote', 'whmcs_accept_quote']) {
    const on = await asking(tool);
    const { agent, sandbox } = on;
    const quote = sandbox.state.quotes.find(({ id }) => id === DRAFT);
    await approved(on, tool, { quoteid: DRAFT });
    done(await agent.call('whmcs_update_quote', { quoteid: DRAFT, ...change }));
    hasChanged(await agent.call(tool, { quoteid: DRAFT }), 'quote.');
    expect([quote?.stage, sandbox.mails.length]).toEqual(['Draft', 0]);
  }
});

test('what is invoiced stands on the invoice under the name that the person saw', async () => {
  const on = await asking('whmcs_generate_invoices');
  const { agent, sandbox } = on;
  const [addon] = sandbox.state.addons;
  if (addon === undefined) throw new Error('the company has no addon');
  const call = { clientid: addon.clientId, addonids: [addon.id], noemails: true };
  await approved(on, 'whmcs_generate_invoices', call);
  const renamed = { id: addon.id, serviceid: addon.serviceId, name: 'Another name' };
  done(await agent.call('whmcs_update_client_addon', renamed));
  const before = sandbox.state.invoices.length;
  hasChanged(await agent.call('whmcs_generate_invoices', call), 'client.items');
  expect(sandbox.state.invoices).toHaveLength(before);
});
