import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { tokensOf } from '../../src/output/index.js';
import { LANDMARKS, type Sandbox } from '../../src/sandbox/index.js';
import { day, plantInvoice } from '../answers/stage.js';
import { type Answer, credentialsFor, done, openProgram, sandboxed, unmarked } from '../harness.js';

type Row = Record<string, unknown>;

/** A desk under the shipped policy for staff, that counts what its work costs. */
async function desk(job: string) {
  const sandbox = await sandboxed();
  const program = openProgram({
    ...credentialsFor(sandbox),
    WHMCS_TIMEZONE: 'UTC',
    GUARD_POLICY: 'policies/full.json',
    GUARD_TOOLSETS: 'answers',
  });
  const agent = await program.connectAs(sessionFor(LOCAL_CALLER));
  const cost = { calls: 0, tokens: 0 };
  return {
    sandbox,
    app: program.app,
    async call(tool: string, args: Row): Promise<Answer> {
      const answer = await agent.call(tool, args);
      cost.calls += 1;
      cost.tokens += tokensOf(JSON.stringify({ tool, args })) + tokensOf(answer.text);
      return answer;
    },
    told: () => {
      process.stdout.write(`${job}: ${cost.calls} calls, ${cost.tokens} tokens\n`);
      return cost;
    },
  };
}

const rowsOf = (answer: Answer, list: string) => (unmarked(done(answer)) as Row)[list] as Row[];

function onlyClients({ state }: Sandbox, ids: readonly number[]): void {
  state.invoices = state.invoices.filter(
    ({ clientId, id }) => ids.includes(clientId) || id === state.invoices[0]?.id,
  );
}

test('whoever is overdue and was not reminded lately is reminded, and nobody else', async () => {
  const { sandbox, call, told } = await desk('overdue and reminders');
  onlyClients(sandbox, []);
  const [first] = sandbox.state.invoices;
  if (first !== undefined) first.status = 'Paid';
  const silent = plantInvoice(sandbox, { clientId: 6, dueDate: day(-20), cents: 1_000 });
  const reminded = plantInvoice(sandbox, { clientId: 7, dueDate: day(-20), cents: 1_000 });
  plantInvoice(sandbox, { clientId: 8, dueDate: day(5), cents: 1_000 });
  const messagename = 'First Invoice Overdue Notice';
  sandbox.mails.push({
    at: `${day(-1)} 08:00:00`,
    to: 'a@example.com',
    template: messagename,
    about: { clientid: 7 },
  });
  const invoices = rowsOf(await call('whmcs_overdue', {}), 'invoices');
  expect(invoices.map(({ id }) => id)).toEqual([silent.id, reminded.id]);
  for (const { id, reminders } of invoices) {
    if (Number(reminders) === 0) done(await call('whmcs_send_email', { messagename, id }));
  }
  expect(sandbox.mails.slice(1)).toMatchObject([{ template: messagename, about: { invoiceid: silent.id } }]);
  const again = rowsOf(await call('whmcs_overdue', {}), 'invoices');
  expect(again.map(({ reminders }) => reminders)).toEqual([1, 1]);
  expect(told().calls).toBe(3);
});

test('the client of a domain is found, and what they have', async () => {
  const { sandbox, call, told } = await desk('find a client by domain');
  const domain = sandbox.state.domains.find(({ status }) => status === 'Active');
  const [found] = rowsOf(
    await call('whmcs_find_client', { query: `https://www.${domain?.name}/` }),
    'clients',
  );
  expect(found?.id).toBe(domain?.clientId);
  const account = unmarked(done(await call('whmcs_account_overview', { clientid: found?.id })));
  expect(account).not.toHaveProperty('partial');
  expect(JSON.stringify(account.domains)).toContain(domain?.name);
  expect(told().calls).toBe(2);
});

test('why a service is suspended is answered from its invoice and its server', async () => {
  const { sandbox, call, told } = await desk('why suspended');
  const service = sandbox.state.services.find(({ id }) => id === LANDMARKS.serviceOnDeadServer);
  if (service === undefined) throw new Error('the company lacks it');
  Object.assign(service, { status: 'Suspended', suspendReason: 'Overdue on Payment' });
  const bill = plantInvoice(sandbox, {
    clientId: service.clientId,
    dueDate: day(-9),
    cents: 999,
    relId: service.id,
  });
  const error = 'Time-out';
  const failed = { module: 'cpanel', action: 'Unsuspend', error, at: `${day()} 09:00:00` };
  sandbox.state.moduleQueue.push({ id: 1, serviceId: service.id, ...failed });
  const answer = unmarked(done(await call('whmcs_why_service', { serviceid: service.id })));
  expect(answer).not.toHaveProperty('partial');
  expect(answer.findings).toEqual([
    'It is suspended; suspensionreason has the reason that WHMCS holds.',
    'The module command Unsuspend failed and waits in the module queue.',
    `Invoice ${bill.id} bills it and is unpaid: 9.99 EUR, overdue for 9 days.`,
  ]);
  expect(told().calls).toBe(1);
});
