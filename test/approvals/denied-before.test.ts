import { expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { cookieIn, post } from '../console/running-console.js';
import { type Installation, idIn, openConsole, openInstallation } from './installation.js';
import { openApprovals } from './open-approvals.js';
import { HOUR } from './samples.js';

const ASK = {
  version: '1',
  default: 'allow',
  classes: {
    financial: { require_approval: {} },
    write: { require_approval: {} },
    execute: { require_approval: {} },
  },
};

const HEAD = 'Denied in the 24 hours before';

async function requestPage(installation: Installation, id: string): Promise<string> {
  const { url, link } = await openConsole(installation);
  const cookie = cookieIn(
    await post(url, '/sign-in', { token: new URL(link).searchParams.get('token') ?? '' }),
  );
  const page = await (await fetch(`${url}/approvals/${id}`, { headers: { cookie } })).text();
  return page
    .replace(/<[^>]+>/g, '')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');
}

test('a request shows what was denied on the same record, whoever asked and by whatever tool', async () => {
  const installation = await openInstallation(ASK);
  const agent = await installation.agent();
  const [one, other] = installation.sandbox.state.invoices.filter(({ status }) => status === 'Unpaid');
  const pay = { invoiceid: Number(one?.id), gateway: 'banktransfer', amount: '12.00' };
  const shown = async (id: string) => (await installation.command('approvals', 'show', id)).out;
  const first = idIn(await agent.call('whmcs_add_payment', pay));
  expect(await shown(first)).not.toContain(HEAD);
  await installation.command('approvals', 'deny', first, 'no such transfer');
  const second = idIn(await agent.call('whmcs_add_payment', { ...pay, amount: '13.00' }));
  await installation.command('approvals', 'deny', second, 'not agreed\nDetails:\u202e');

  const third = idIn(
    await agent.call('whmcs_update_invoice', { invoiceid: pay.invoiceid, notes: 'Asked again.' }),
  );
  const record = `invoice ${pay.invoiceid}`;
  expect(await shown(third)).toMatch(
    new RegExp(
      `${HEAD}:\n- ${record}: 2 requests, last by \\S+ at [-0-9]+ [:0-9]+ UTC: not agreed Details:\n`,
    ),
  );
  expect(await requestPage(installation, third)).toMatch(
    new RegExp(`${HEAD} ?${record}: 2 requests, last by \\S+, [^:]+:[^“]+“not agreed Details:”`),
  );
  const elsewhere = idIn(await agent.call('whmcs_add_payment', { ...pay, invoiceid: Number(other?.id) }));
  expect(await shown(elsewhere)).not.toContain(HEAD);
}, 60_000);

test('a domain is the same by its name and by its id', async () => {
  const installation = await openInstallation(ASK);
  const agent = await installation.agent();
  const domain = installation.sandbox.state.domains.find(({ status }) => status === 'Active');
  const byId = idIn(await agent.call('whmcs_renew_domain', { domainid: Number(domain?.id) }));
  await installation.command('approvals', 'deny', byId, 'too early');
  const byName = idIn(await agent.call('whmcs_renew_domain', { domain: String(domain?.name), regperiod: 2 }));
  const printed = (await installation.command('approvals', 'show', byName)).out;
  expect(printed).toMatch(new RegExp(`- domain ${domain?.id}: 1 request by \\S+ at .*: too early`));
}, 60_000);

test('a mail is about whoever it reaches', async () => {
  const installation = await openInstallation(ASK);
  const agent = await installation.agent();
  const mail = (customsubject: string) =>
    agent.call('whmcs_send_email', {
      id: LANDMARKS.clientWithCredit,
      customtype: 'general',
      customsubject,
      custommessage: 'Hello',
    });
  await installation.command('approvals', 'deny', idIn(await mail('One')), 'not in this tone');
  const printed = (await installation.command('approvals', 'show', idIn(await mail('Two')))).out;
  expect(printed).toMatch(
    new RegExp(`- client ${LANDMARKS.clientWithCredit}: 1 request by \\S+ at .*: not in this tone`),
  );
}, 60_000);

test('it is what a person denied within 24 hours, here, on that very record', async () => {
  const { approvals, ask, pass, rows } = await openApprovals();
  const records = ['invoice 3001'];
  const nth = (orderid: number) => ({ values: { orderid }, records });
  const no = { who: 'Anna', channel: 'console', yes: false, reason: '' } as const;
  const old = await ask(nth(1));
  await approvals.vote(old.id, no);
  const approved = await ask(nth(2));
  await approvals.vote(approved.id, { ...no, yes: true });
  const expired = await ask({ ...nth(3), expires: 1 });
  const longer = await ask({ ...nth(4), records: ['invoice 30011'] });
  await approvals.vote(longer.id, no);
  pass(23 * HOUR);
  expect((await approvals.get(expired.id))?.state).toBe('expired');
  expect((await ask(nth(5))).shown.denied).toMatchObject([
    { record: 'invoice 3001', requests: 1, last: { id: old.id, who: 'Anna' } },
  ]);
  const abroad = await openApprovals({ rows: async () => rows, installation: 'there' });
  expect((await abroad.ask(nth(6))).shown).not.toHaveProperty('denied');
  pass(HOUR + 1);
  expect((await ask(nth(7))).shown).not.toHaveProperty('denied');
});
