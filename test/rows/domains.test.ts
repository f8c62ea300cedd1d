import { expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { ALLOW_ALL, credentialsFor, done, inProcess, policyFile, sandboxed } from '../harness.js';
import { reversal, staged, the, toolNamed } from './stage.js';

const NAMESERVERS = { updatens: true, ns1: 'ns1.example.net', ns2: 'ns2.example.net' };
const TECH = { 'Full Name': 'Ada Example', Email: 'ada@example.org', Phone: '+44.1632960001' };
const asRows = (contact: string, fields: Record<string, string>) =>
  Object.entries(fields).map(([field, value]) => ({ contact, field, value }));

/** An active domain at the registrar that shows all contacts, and an agent who may do everything. */
async function desk(registrar = 'enom') {
  const sandbox = await sandboxed();
  const domain = the(
    sandbox.state.domains,
    (one) => one.status === 'Active' && one.registrar === registrar && one.id !== LANDMARKS.domainByMail,
  );
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL) });
  return { sandbox, domain, call: agent.call, log: agent.log };
}

test('all that the record of a domain shows comes back, but for its name servers', async () => {
  const stage = await staged();
  const { state } = stage.sandbox;
  const domain = the(state.domains, (one) => one.status === 'Active' && one.registrar === 'enom');
  const former = structuredClone(state.domains);
  const call = {
    tool: 'whmcs_update_client_domain',
    args: {
      domainid: domain.id,
      domain: 'changed.example',
      registrar: 'opensrs',
      status: 'Expired',
      type: 'Transfer',
      regdate: '2020-01-02',
      nextduedate: '2027-01-02',
      expirydate: '2027-02-03',
      firstpaymentamount: '0',
      recurringamount: '99.99',
      regperiod: 3,
      paymentmethod: 'paypal',
      promoid: 2,
      donotrenew: true,
      idprotection: !domain.idProtection,
      dnsmanagement: true,
      emailforwarding: true,
      ...NAMESERVERS,
    },
  };
  const kept = await stage.keep(call);
  const back = reversal(call, kept, await stage.make(call));
  if (typeof back === 'string') throw new Error(back);
  expect(back.leaves).toMatch(/ns1 and ns2|ns1, ns2/);
  expect(domain).toMatchObject({ name: 'changed.example', doNotRenew: true, years: 3 });
  await stage.make(back);
  domain.nameservers = the(former, ({ id }) => id === domain.id).nameservers;
  expect(state.domains).toEqual(former);
});

test('a price that the list decided is taken back', async () => {
  const stage = await staged();
  const domain = the(stage.sandbox.state.domains, (one) => one.status === 'Active');
  domain.recurring = 1;
  const call = { tool: 'whmcs_update_client_domain', args: { domainid: domain.id, autorecalc: true } };
  const kept = await stage.keep(call);
  const back = reversal(call, kept, await stage.make(call));
  expect(domain.recurring).toBeGreaterThan(1);
  if (typeof back === 'string') throw new Error(back);
  await stage.make(back);
  expect(domain.recurring).toBe(1);
});

test('name servers that a registrar refuses leave the outcome open, and the record changed', async () => {
  const { domain, call } = await desk('');
  const args = { domainid: domain.id, notes: 'changed', ...NAMESERVERS };
  const answer = await call('whmcs_update_client_domain', args);
  expect(answer.code).toBe('outcome_unknown');
  expect(answer.details).toMatchObject({ kind: 'remote', read_back: { done: null } });
  expect(domain.notes).toBe('changed');
  const again = await call('whmcs_update_client_domain', args);
  expect(again.code).toBe('outcome_unknown');
});

test.each([
  [{ ns1: 'ns1.example.net' }, /only with updatens/],
  [{ updatens: true, ns1: 'ns1.example.net', notes: 'x' }, /needs ns1 and ns2/],
  [NAMESERVERS, /use whmcs_update_domain_nameservers/],
  [{ updatens: true }, /nothing to change/],
  [{ autorecalc: true, recurringamount: '1' }, /recurringamount is ignored/],
])('%j is refused', (args, says) => {
  const parsed = toolNamed('whmcs_update_client_domain').parse({ domainid: 1, ...args });
  expect('problems' in parsed ? parsed.problems.join() : '').toMatch(says);
});

test.each([
  ['enom', /answered with the transfer code .* withheld here/],
  ['opensrs', /answered without one: it mails the code to the holder/],
])('the transfer code of %s reaches nobody here', async (registrar, says) => {
  const { sandbox, domain, call, log } = await desk(registrar);
  const answer = await call('whmcs_request_epp_code', { domainid: domain.id });
  done(answer);
  expect(answer.text).toMatch(says);
  expect(sandbox.state.registrarCalls.at(-1)).toMatchObject({ command: 'GetEPPCode', domainId: domain.id });
  expect(`${answer.text} ${JSON.stringify(answer.data)} ${log()}`).not.toMatch(/not&(?:amp;)?real/);
});

test('a registrar that refuses to give the code leaves open what it did', async () => {
  const { sandbox, domain, call } = await desk();
  domain.status = 'Expired';
  const answer = await call('whmcs_request_epp_code', { domainid: domain.id });
  expect(answer.code).toBe('outcome_unknown');
  expect(answer.details).toMatchObject({ kind: 'remote', read_back: { done: null } });
  expect(sandbox.requests.filter(({ action }) => action === 'DomainRequestEPP')).toHaveLength(1);
});

test('contacts go to the registrar whole, in XML that is made here, and come back', async () => {
  const stage = await staged();
  const domain = the(
    stage.sandbox.state.domains,
    (one) => one.status === 'Active' && one.registrar === 'enom',
  );
  const own = { ...TECH, 'Full Name': '</Tech><Registrant>"x"</Registrant> & \'y\'' };
  const call = {
    tool: 'whmcs_update_domain_whois',
    args: { domainid: domain.id, xml: asRows('Tech', own) },
  };
  const kept = await stage.keep(call);
  const back = reversal(call, kept, await stage.make(call));
  expect(domain.contacts).toEqual({ Tech: own });
  if (typeof back === 'string') throw new Error(back);
  await stage.make(back);
  expect(domain.contacts.Tech).toMatchObject({ Email: 'hostmaster@example.com' });
});

test.each([
  ['in part', asRows('Tech', { Email: 'ada@example.org' }), /Give these too.*Tech: Full Name, Phone/],
  [
    'in a field that is not there',
    asRows('Tech', { ...TECH, Approved: 'yes' }),
    /no such field: Tech Approved/,
  ],
  [
    'twice',
    [...asRows('Tech', TECH), ...asRows('tech', { email: 'b@example.org' })],
    /a field of a contact twice/,
  ],
  ['in lines', asRows('Tech', { ...TECH, Phone: '1\n2' }), /must be one line/],
])('a contact that is given %s is refused', async (_how, xml, says) => {
  const { sandbox, domain, call } = await desk();
  const answer = await call('whmcs_update_domain_whois', { domainid: domain.id, xml });
  expect(answer.code).toBe('invalid_arguments');
  expect(answer.text).toMatch(says);
  expect(sandbox.requests.map(({ action }) => action)).not.toContain('DomainUpdateWhoisInfo');
});

test('contacts that a registrar shows as text are compared and kept, too', async () => {
  const { domain, call } = await desk('opensrs');
  const answer = await call('whmcs_update_domain_whois', {
    domainid: domain.id,
    xml: asRows('Registrant', { Email: 'ada@example.org' }),
  });
  expect(answer.text).toMatch(/Registrant: First_Name, Last_Name/);
});

test('ID protection is told by a change of the record, and not by what stood there before', async () => {
  const stage = await staged();
  const domain = the(
    stage.sandbox.state.domains,
    (one) => one.status === 'Active' && one.registrar === 'enom',
  );
  domain.idProtection = false;
  const call = { tool: 'whmcs_update_domain_id_protection', args: { domainid: domain.id, idprotect: true } };
  const prior = await stage.prior(call);
  await stage.make(call);
  expect(domain.idProtection).toBe(true);
  expect(await stage.lookUp(call, prior)).toMatchObject({ done: true });
  expect(await stage.lookUp(call, await stage.prior(call))).toMatchObject({ done: undefined });
  expect(await stage.lookUp(call)).toMatchObject({ done: undefined });
});
