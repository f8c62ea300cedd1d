import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LANDMARKS, type Sandbox } from '../../src/sandbox/index.js';
import {
  type Agent,
  credentialsFor,
  done,
  inProcess,
  policyFile,
  sandboxed,
  temporaryFolder,
  until,
} from '../harness.js';
import { finished, overStdio } from '../program.js';
import { recorder } from '../recorder.js';

const ALLOW = { version: '1', default: 'allow' };

async function start(policy: unknown = ALLOW, extra: Record<string, string> = {}) {
  const sandbox = await sandboxed();
  const env = {
    ...credentialsFor(sandbox),
    GUARD_POLICY: policyFile(policy),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_APPROVAL_WAIT: '0',
    LOG_LEVEL: 'error',
    ...extra,
  };
  return { sandbox, env, agent: await inProcess(env) };
}

const arrived = (sandbox: Sandbox, action: string) =>
  sandbox.requests.filter((request) => request.action === action);
const noted = (sandbox: Sandbox, text: string) =>
  sandbox.state.activity.filter((entry) => entry.description.includes(text)).length;
const write = (agent: Agent, description: string, more = {}) =>
  agent.call('whmcs_log_activity', { description, ...more });

describe('the same write again', () => {
  test('is a duplicate that names the first, and passes as its repetition when it is called that', async () => {
    const { sandbox, agent } = await start();
    done(await write(agent, 'once'));
    const again = await write(agent, 'once');
    expect(again.code).toBe('duplicate_call');
    const earlier = String(again.details.earlier);
    expect(again.text).toContain(earlier);
    expect((await write(agent, 'once', { repeat_of: 'somethingelse' })).code).toBe('duplicate_call');
    done(await write(agent, 'once', { repeat_of: earlier }));
    // Good for one repetition: the next one repeats that.
    expect((await write(agent, 'once', { repeat_of: earlier })).code).toBe('duplicate_call');
    expect(noted(sandbox, 'once')).toBe(2);
  });

  test('by anyone: another process on the same state is told as well', async () => {
    const { sandbox, env, agent } = await start();
    done(await write(agent, 'shared'));
    const other = await overStdio(env);
    expect((await write(other, 'shared')).code).toBe('duplicate_call');
    expect(noted(sandbox, 'shared')).toBe(1);
  });

  test('twenty at once from two processes are one', async () => {
    const { sandbox, env } = await start();
    const agents = [await overStdio(env), await overStdio(env)];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_none, index) => write(agents[index % 2] as Agent, 'stampede')),
    );
    expect(answers.filter((answer) => !answer.isError)).toHaveLength(1);
    expect(new Set(answers.flatMap((answer) => answer.code ?? []))).toEqual(new Set(['duplicate_call']));
    expect(noted(sandbox, 'stampede')).toBe(1);
  });

  test('is none where the policy says so, nor for what can be set twice without harm', async () => {
    const { sandbox, agent } = await start({ ...ALLOW, classes: { write: { repeat_after: 0 } } });
    done(await write(agent, 'twice'));
    done(await write(agent, 'twice'));
    expect(noted(sandbox, 'twice')).toBe(2);
    const { agent: other } = await start();
    const flag = { ticketid: 404, priority: 'Low' };
    done(await other.call('whmcs_update_ticket', flag));
    done(await other.call('whmcs_update_ticket', flag));
  });

  test('a write that WHMCS refused may be tried again at once', async () => {
    const { sandbox, agent } = await start();
    const reply = { ticketid: 999_999, message: 'hello' };
    expect((await agent.call('whmcs_add_ticket_reply', reply)).code).toBe('whmcs_error');
    expect((await agent.call('whmcs_add_ticket_reply', reply)).code).toBe('whmcs_error');
    expect(arrived(sandbox, 'AddTicketReply')).toHaveLength(2);
  });

  test('a payment without a transaction id gets one of its own, and is booked once', async () => {
    const { sandbox, agent } = await start({ ...ALLOW, classes: { financial: { repeat_after: 0 } } });
    const invoices = done(await agent.call('whmcs_get_invoices', { status: 'Unpaid', limitnum: 1 })).items;
    const pay = { invoiceid: Number(invoices[0]?.id), amount: '1.00', gateway: 'paypal' };
    done(await agent.call('whmcs_add_payment', pay));
    expect((await agent.call('whmcs_add_payment', pay)).code).toBe('duplicate_call');
    expect(arrived(sandbox, 'AddInvoicePayment')).toHaveLength(1);
    expect(String(arrived(sandbox, 'AddInvoicePayment')[0]?.params.transid)).toMatch(/^mcp-[0-9a-f]{20}$/);
  });
});

describe('a write without a clear answer', () => {
  test('that was done is told as unknown with what reading back shows, and is not made again', async () => {
    const { sandbox, env, agent } = await start();
    sandbox.misbehave({ kind: '500-after', actions: ['CancelOrder'] });
    const cancel = { orderid: LANDMARKS.pendingOrder };
    const lost = await agent.call('whmcs_cancel_order', cancel);
    expect(lost.code).toBe('outcome_unknown');
    expect(lost.details.read_back).toMatchObject({ done: true });
    expect(lost.text).toMatch(/Reading back: .*Cancelled/);
    sandbox.misbehave(null);
    expect((await agent.call('whmcs_cancel_order', cancel)).code).toBe('duplicate_call');
    expect(arrived(sandbox, 'CancelOrder')).toHaveLength(1);
    const listed = (await finished(['audit', 'list', '--outcome', 'outcome_unknown'], env)).out;
    expect(listed).toMatch(/Z +done \(outcome_unknown\) +whmcs_cancel_order/);
  });

  test('that was not done says that it still stands, and stays blocked until a person has cleared it', async () => {
    const { sandbox, env, agent } = await start();
    sandbox.misbehave({ kind: 'html', actions: ['CancelOrder'] });
    const cancel = { orderid: LANDMARKS.pendingOrder };
    const lost = await agent.call('whmcs_cancel_order', cancel);
    expect(lost.details.read_back).toMatchObject({ done: false });
    expect(lost.text).toContain('Pending');
    sandbox.misbehave(null);
    const blocked = await agent.call('whmcs_cancel_order', cancel);
    expect(blocked).toMatchObject({ code: 'outcome_unknown', details: { sent: false } });
    expect(arrived(sandbox, 'CancelOrder')).toHaveLength(1);
    const id = String(blocked.details.earlier);
    expect((await finished(['audit', 'list', '--outcome', 'outcome_unknown'], env)).out).toContain(id);
    expect(await finished(['audit', 'clear', id, 'not_done'], env)).toMatchObject({ code: 0 });
    done(await agent.call('whmcs_cancel_order', cancel));
    expect(arrived(sandbox, 'CancelOrder')).toHaveLength(2);
  });
});

describe('undo', () => {
  test('sets back what a call replaced, through the same guard', async () => {
    const { sandbox, env, agent } = await start();
    const client = sandbox.state.clients.find((one) => one.id === LANDMARKS.clientWithCredit);
    const former = client?.city;
    done(
      await agent.call('whmcs_update_client', { clientid: LANDMARKS.clientWithCredit, city: 'Elsewhere' }),
    );
    const listed = (await finished(['audit', 'list', '--tool', 'whmcs_update_client', '--json'], env)).out;
    const id = /"call": ?"([\w-]{12})"/.exec(listed)?.[1] ?? '';
    const asked = await finished(['undo', id], env);
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    expect(asked.out).toMatch(/^Was done: .*Elsewhere.*\nWould be done: +whmcs_update_client /);
    const shown = await finished(['undo', id, '--json'], env);
    expect(JSON.parse(shown.out)).toMatchObject({ undo: { args: { city: former } }, made: false });
    expect(client?.city).toBe('Elsewhere');

    const denying = { ...env, GUARD_READ_ONLY: 'true' };
    const denied = await finished(['undo', id, '--yes', '--json'], denying);
    expect(denied.code).toBe(3);
    expect(JSON.parse(denied.out)).toMatchObject({ made: true, done: false, code: 'policy_denied' });
    expect(client?.city).toBe('Elsewhere');

    const undone = await finished(['undo', id, '--yes'], env);
    expect(undone.out).toMatch(/\nDone: whmcs_update_client is undone/);
    expect(undone.out).toContain(String(former));
    expect(undone.code).toBe(0);
    expect(client?.city).toBe(former);
  });

  test('says what a person can do where no call undoes it', async () => {
    const { env, agent } = await start();
    done(await write(agent, 'for good'));
    const listed = (await finished(['audit', 'list', '--tool', 'whmcs_log_activity', '--json'], env)).out;
    const id = /"call": ?"([\w-]{12})"/.exec(listed)?.[1] ?? '';
    const { code, err } = await finished(['undo', id, '--yes'], env);
    expect(code).toBe(1);
    expect(err).toMatch(/can't be undone/);
  });
});

describe('one write at a time', () => {
  test('two writes to one client do not cross, and reads flow past', async () => {
    const whmcs = await recorder();
    const env = {
      ...whmcs.env,
      GUARD_POLICY: policyFile(ALLOW),
      GUARD_STATE: join(temporaryFolder(), 'state.db'),
      LOG_LEVEL: 'error',
    };
    const [one, two] = [await overStdio(env), await overStdio(env)];
    const cities = () =>
      whmcs.received
        .filter((request) => request.action === 'UpdateClient')
        .map(({ form }) => form.find(([name]) => name === 'city')?.[1]);
    let answered = () => {};
    const held = new Promise<void>((resolve) => {
      answered = resolve;
    });
    whmcs.answers.set('UpdateClient', () => held);
    const first = one.call('whmcs_update_client', { clientid: 1, city: 'Newtown' });
    await until(() => cities().length === 1);
    const second = two.call('whmcs_update_client', { clientid: 1, city: 'Oldtown' });
    // Each of these takes as many steps in the same process as the write would have to take before it left.
    for (let n = 0; n < 20; n += 1) done(await two.call('whmcs_get_client_details', { clientid: 1 }));
    expect(cities()).toEqual(['Newtown']);
    answered();
    done(await first);
    done(await second);
    expect(cities()).toEqual(['Newtown', 'Oldtown']);
  });
});

describe('text of outsiders', () => {
  test('taints the session that read it: what the shipped default let through before now takes a person', async () => {
    const sandbox = await sandboxed();
    const agent = await inProcess({ ...credentialsFor(sandbox), LOG_LEVEL: 'error' });
    const suspend = { serviceid: LANDMARKS.serviceWithoutModule };
    expect((await agent.call('whmcs_module_suspend', suspend)).code).not.toBe('approval_required');
    done(await agent.call('whmcs_get_clients', { limitnum: 5 }));
    const mail = { id: 6, customtype: 'general', customsubject: 'Hello', custommessage: 'Hello' };
    done(await agent.call('whmcs_send_email', mail));
    const ticket = await agent.call('whmcs_get_ticket', { ticketid: LANDMARKS.ticketsWithInjection[0] });
    expect(ticket.text).toMatch(/<untrusted-\d+>/);
    expect((await agent.call('whmcs_send_email', { ...mail, id: 7 })).code).toBe('approval_required');
    expect((await agent.call('whmcs_module_unsuspend', suspend)).code).toBe('approval_required');
    done(await agent.call('whmcs_add_ticket_reply', { ticketid: 404, message: 'We are on it.' }));
    // Another session has read nothing.
    const fresh = await inProcess({ ...credentialsFor(sandbox), LOG_LEVEL: 'error' });
    done(await fresh.call('whmcs_send_email', { ...mail, id: 8 }));
  });
});

describe('the journal', () => {
  test('holds what was asked, decided and done, and is whole', async () => {
    const { env, agent } = await start({ ...ALLOW, hide: ['whmcs_delete_client'] });
    done(await agent.call('whmcs_get_clients', { limitnum: 1 }));
    await agent.call('whmcs_delete_client', { clientid: 1 });
    done(await write(agent, 'kept'));
    await agent.call('whmcs_nothing');
    const { out } = await finished(['audit', 'list', '--json'], env);
    for (const word of ['whmcs_get_clients', 'whmcs_delete_client', '(hidden)', 'kept', 'whmcs_nothing'])
      expect(out).toContain(word);
    expect(await finished(['audit', 'verify'], env)).toMatchObject({ code: 0 });
  });

  test('is written into the activity log of WHMCS too, where that is wanted', async () => {
    const { sandbox, agent } = await start(ALLOW, { GUARD_WHMCS_ACTIVITY: 'true' });
    done(await agent.call('whmcs_add_ticket_note', { ticketid: 404, message: 'x' }));
    await until(() => noted(sandbox, 'whmcs-mcp: whmcs_add_ticket_note by local: done') > 0);
    expect(noted(sandbox, 'whmcs-mcp:')).toBe(1);
  });
});

test('a ticket that is too long for one answer is cut, and limitstart brings the rest', async () => {
  const { sandbox, agent } = await start();
  const ticket = sandbox.state.tickets.find((one) => one.id === 404);
  const post = { clientId: 1, contactId: 0, name: 'A', email: 'a@example.com', admin: '', attachments: [] };
  ticket?.replies.push(
    ...Array.from({ length: 120 }, (_none, index) => ({
      ...post,
      id: 9_000 + index,
      date: '2026-03-01 10:00:00',
      message: `part ${index} ${'word '.repeat(300)}`,
    })),
  );
  const seen = new Set<string>();
  for (let from: number | null = 0; from !== null; ) {
    const answer = done(await agent.call('whmcs_get_ticket', { ticketid: 404, limitstart: from }));
    expect(JSON.stringify(answer).length).toBeLessThan(130_000);
    for (const [, part] of JSON.stringify(answer.replies).matchAll(/part (\d+) /g)) seen.add(part ?? '');
    from = (answer._more as { replies: { next: number | null } }).replies.next;
  }
  expect(seen.size).toBe(120);
  expect(done(await agent.call('whmcs_get_ticket', { ticketid: 404 }))._more).toMatchObject({
    replies: { from: 0 },
  });
});
