import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { everyTool } from '../every-tool.js';
import {
  ALLOW_ALL,
  credentialsFor,
  done,
  inProcess,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';

// Contacts and login users, whom WHMCS names by ids of their own and looks up no client of.

const EVE = 'eve@evil.example';

async function start(policy: unknown = ALLOW_ALL) {
  const sandbox = await sandboxed();
  const agent = await inProcess({
    ...credentialsFor(sandbox),
    GUARD_POLICY: typeof policy === 'string' ? policy : policyFile(policy),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_APPROVAL_WAIT: '0',
  });
  const { state } = sandbox;
  const [contact, other] = state.contacts;
  if (contact === undefined || other === undefined) throw new Error('the sandbox has no two contacts');
  const { id: contactid, clientId: clientid } = contact;
  const sent = () => sandbox.requests.filter(({ effect }) => effect).map(({ action }) => action);
  return { sandbox, state, agent, contact, other, named: { contactid, clientid }, sent };
}

describe('a contact', () => {
  test('gets the kinds of mail that the call names and no other, and is entered once', async () => {
    const { state, agent, named, sent } = await start();
    const args = { clientid: named.clientid, firstname: 'Ina', email: 'ina@books.example' };
    const { contactid } = done(
      await agent.call('whmcs_add_contact', { ...args, email_preferences: { invoice: true } }),
    );
    const entered = state.contacts.find(({ id }) => id === contactid);
    expect(entered).toMatchObject({ clientId: named.clientid, email: args.email });
    expect(Object.entries(entered?.wants ?? {}).filter(([, wanted]) => wanted)).toEqual([['invoice', true]]);
    const again = await agent.call('whmcs_add_contact', { ...args, lastname: 'Books' });
    expect([again.code, again.text]).toEqual([
      'approval_required',
      expect.stringContaining(`has a contact with this address already, contact ${contactid}`),
    ]);
    expect(sent()).toEqual(['AddContact']);
  });

  test('is told by its own entry after a lost answer, whoever stood there before', async () => {
    const { sandbox, agent, named } = await start();
    const enter = (email: string, kind: 'reset-before' | 'reset-after') => {
      sandbox.misbehave({ kind, actions: ['AddContact'], ms: 10 });
      return agent.call('whmcs_add_contact', { clientid: named.clientid, firstname: 'Ina', email });
    };
    const lost = await enter('one@books.example', 'reset-after');
    expect(lost.details.read_back).toMatchObject({ done: true });
    const never = await enter('two@books.example', 'reset-before');
    expect(never.details.read_back).toMatchObject({ done: false });
  });

  test('keeps what a change does not name, and a change is set back by the call that is offered for it', async () => {
    const { agent, contact, named } = await start();
    const was = structuredClone(contact);
    const change = { email: 'moved@books.example', email_preferences: { support: false }, city: '' };
    const answer = await agent.call('whmcs_update_contact', { ...named, ...change });
    done(answer);
    expect(contact).toMatchObject({ email: change.email, city: '', lastName: was.lastName });
    expect(contact.wants).toEqual({ ...was.wants, support: false });
    done(
      await agent.call('whmcs_update_contact', {
        ...named,
        email: was.email,
        email_preferences: { support: was.wants.support },
        city: was.city,
      }),
    );
    expect(contact).toEqual(was);
  });

  test.each(['whmcs_update_contact', 'whmcs_delete_contact'])(
    'of another client, or of a list that is not whole, is left alone by %s',
    async (tool) => {
      const { sandbox, state, agent, contact, other, named, sent } = await start();
      const was = structuredClone(state.contacts);
      const change = tool === 'whmcs_update_contact' ? { city: 'Newtown' } : {};
      const wrong = await agent.call(tool, { ...change, contactid: other.id, clientid: named.clientid });
      expect([wrong.code, wrong.text]).toEqual([
        'invalid_arguments',
        expect.stringContaining(`client ${named.clientid} has no contact ${other.id}`),
      ]);
      sandbox.misbehave({ kind: 'counted-not-sent', actions: ['GetContacts'] });
      expect((await agent.call(tool, { ...change, ...named })).isError).toBe(true);
      sandbox.misbehave(null);
      expect(state.contacts).toEqual(was);
      expect(sent()).toEqual([]);
      done(await agent.call(tool, { ...change, ...named }));
      expect(state.contacts.includes(contact)).toBe(tool === 'whmcs_update_contact');
    },
  );

  test('whom the agent entered makes mail to the client disclose, and one of before does not', async () => {
    const { agent, named } = await start({
      ...ALLOW_ALL,
      all_tools: { deny_if: [{ conditions: [{ path: 'effects', op: 'contains', value: 'disclosure' }] }] },
    });
    const mail = (text: string) =>
      agent.call('whmcs_send_email', {
        id: named.clientid,
        customtype: 'general',
        customsubject: 'Hello',
        custommessage: text,
      });
    done(await agent.call('whmcs_update_contact', { ...named, email_preferences: { general: true } }));
    done(await mail('One'));
    const eve = { clientid: named.clientid, firstname: 'Eve', email: EVE };
    done(await agent.call('whmcs_add_contact', eve));
    // Who gets none of that kind hears nothing.
    done(await mail('Two'));
    done(
      await agent.call('whmcs_update_contact', {
        ...named,
        email: 'eve@elsewhere.example',
        email_preferences: { general: true },
      }),
    );
    expect((await mail('Three')).code).toBe('policy_denied');
  });
});

describe('a password reset', () => {
  test('goes to the user alone, and nothing of it comes back', async () => {
    const { sandbox, state, agent } = await start();
    const [client] = state.clients;
    if (client === undefined) throw new Error('the sandbox has no client');
    const user = state.users.find(({ id }) => id === client.ownerUserId);
    if (user !== undefined) user.email = 'login@example.org';
    const answer = await agent.call('whmcs_reset_password', {
      clientid: client.id,
      email: 'LOGIN@example.org',
    });
    done(answer);
    expect(sandbox.mails.map(({ to, template }) => [to, template])).toEqual([
      ['login@example.org', 'Password Reset Validation'],
    ]);
    expect(answer.text).not.toMatch(/login@|https?:|token/);
  });

  test('of somebody else’s user, or of an id that is a client’s, is refused before anything leaves', async () => {
    const { sandbox, agent, sent } = await start();
    for (const user of [{ id: 602 }, { id: 1 }, { email: 'nobody@example.com' }]) {
      const { code, text } = await agent.call('whmcs_reset_password', { clientid: 1, ...user });
      expect([code, text]).toEqual(['invalid_arguments', expect.stringContaining('has no login user')]);
    }
    expect(sandbox.mails).toEqual([]);
    expect(sent()).toEqual([]);
  });
});

describe('a closed client', () => {
  test('has lost its services and unpaid invoices, and gets back its status alone', async () => {
    const { state, agent } = await start();
    const clientId = LANDMARKS.clientWithCredit;
    const of = <T extends { clientId: number }>(rows: readonly T[]) =>
      rows.filter((one) => one.clientId === clientId);
    const paid = of(state.invoices).filter(({ status }) => status === 'Paid').length;
    done(await agent.call('whmcs_close_client', { clientid: clientId }));
    expect(of(state.services).map(({ status }) => status)).not.toContain('Active');
    expect(of(state.invoices).map(({ status }) => status)).not.toContain('Unpaid');
    expect(of(state.invoices).filter(({ status }) => status === 'Paid')).toHaveLength(paid);
    expect(state.clients.find(({ id }) => id === clientId)?.status).toBe('Closed');
  });

  test('after a lost answer is told as closed only where nothing of it runs any more', async () => {
    const { sandbox, state, agent } = await start();
    const close = (clientid: number, kind: 'reset-before' | 'reset-after') => {
      sandbox.misbehave({ kind, actions: ['CloseClient'], ms: 10 });
      return agent.call('whmcs_close_client', { clientid });
    };
    const told = await close(LANDMARKS.clientWithCredit, 'reset-after');
    expect(told.details.read_back).toMatchObject({ done: true });
    const other = state.services.find(
      ({ status, clientId }) => status === 'Active' && clientId !== LANDMARKS.clientWithCredit,
    );
    const never = await close(other?.clientId ?? 0, 'reset-before');
    expect(never.details.read_back).not.toMatchObject({ done: true });
    for (const client of state.clients) if (client.id === other?.clientId) client.status = 'Closed';
    const left = await close(other?.clientId ?? 0, 'reset-before');
    expect(left.details.read_back).not.toMatchObject({ done: true });
  });
});

describe('an answer that shows too little proves nothing', () => {
  const AT = { left: new Date(), now: new Date(), timezone: 'UTC' };
  const contacts = (userid: number, totalresults: number) => ({
    totalresults,
    contacts: { contact: [{ id: 31, userid }] },
  });
  const tool = (name: string) => {
    const found = everyTool().get(name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };

  test('a contact of another client, or a list that was cut off, is none of this client', () => {
    const named = { contactid: 31, clientid: 14 };
    const refuse = tool('whmcs_update_contact').before[0]?.refuse;
    expect(refuse?.(contacts(14, 1), named)).toBeUndefined();
    expect(refuse?.(contacts(7, 1), named)?.code).toBe('invalid_arguments');
    expect(() => refuse?.(contacts(14, 2), named)).toThrow('all contacts');
    const deleted = tool('whmcs_delete_contact').readBack;
    expect(deleted?.tells(contacts(7, 1), named, AT).done).toBe(true);
    expect(deleted?.tells(contacts(7, 2), named, AT).done).toBeUndefined();
    expect(deleted?.tells(contacts(14, 2), named, AT).done).toBe(false);
  });

  test('a closed client with something that runs, or that does not show it, is not told as done', () => {
    const { readBack } = tool('whmcs_close_client');
    const tells = (stats: object, status = 'Closed', prior = 'Active') =>
      readBack?.tells(
        { client: { id: 7, status }, stats },
        { clientid: 7 },
        { ...AT, prior: { status: prior } },
      ).done;
    const NOTHING = { productsnumactive: 0, numunpaidinvoices: 0 };
    expect(tells(NOTHING)).toBe(true);
    expect(tells({ ...NOTHING, productsnumactive: 1 })).toBeUndefined();
    expect(tells({ ...NOTHING, numunpaidinvoices: 1 })).toBeUndefined();
    expect(tells({})).toBeUndefined();
    expect(tells(NOTHING, 'Closed', 'Closed')).toBeUndefined();
    expect(tells(NOTHING, 'Active')).toBeUndefined();
  });
});

describe.each([
  ['default', ['approval_required', undefined, 'approval_required', 'approval_required', 'policy_denied']],
  ['full', ['approval_required', undefined, 'approval_required', 'approval_required', 'approval_required']],
  ['support', ['policy_denied', 'policy_denied', 'policy_denied', 'policy_denied', 'policy_denied']],
] as const)('under %s.json', (policy, codes) => {
  test('a person enters contacts, resets passwords and closes clients; an address of a contact needs none', async () => {
    const { agent, named, sandbox } = await start(`policies/${policy}.json`);
    const told = [
      await agent.call('whmcs_add_contact', { clientid: 2, firstname: 'Eve', email: EVE }),
      await agent.call('whmcs_update_contact', { ...named, city: 'Newtown' }),
      await agent.call('whmcs_update_contact', { ...named, email: EVE }),
      await agent.call('whmcs_reset_password', { clientid: 1, id: 601 }),
      await agent.call('whmcs_close_client', { clientid: 2 }),
    ];
    expect(told.map(({ code }) => code)).toEqual(codes);
    expect(sandbox.mails).toEqual([]);
  });
});
