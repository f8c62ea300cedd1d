import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { shownOf, textOf } from '../../src/approvals/index.js';
import { riskClassOf } from '../../src/catalog/index.js';
import { stateOf as stateInConsole } from '../../src/console/pages/approvals/words.js';
import { LOCAL_CALLER, policyVocabulary, possibleEffects, sessionFor } from '../../src/guard/index.js';
import type { Sandbox } from '../../src/sandbox/index.js';
import { everyTool } from '../every-tool.js';
import {
  type Answer,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';
import { samples } from '../samples.js';

const REPLY = 'whmcs_add_ticket_reply';
const MINUTE_MS = 60_000;
const HOLD = { hold: '10m' };

interface Held {
  id: string;
  until: string;
  says: string;
}

/** A desk whose clock the test moves, and what leaves it. */
async function desk({
  policy = { tools: { [REPLY]: HOLD } },
  env = {},
}: {
  policy?: object;
  env?: Record<string, string>;
} = {}) {
  const sandbox = await sandboxed();
  let at = new Date();
  const settings = {
    ...credentialsFor(sandbox),
    WHMCS_RATE: '0',
    WHMCS_MEMORY_S: '0',
    GUARD_STATE: `${temporaryFolder()}/state.db`,
    GUARD_POLICY: policyFile({ version: '1', default: 'allow', ...policy }),
    ...env,
  };
  const open = () => openProgram(settings, {}, undefined, () => at);
  const program = open();
  const [ticket] = sandbox.state.tickets;
  if (ticket === undefined) throw new Error('the company has no ticket');
  return {
    ...program,
    open,
    sandbox,
    settings,
    ticket,
    agent: await program.connectAs(sessionFor(LOCAL_CALLER)),
    reply: { ticketid: ticket.id, message: 'We are looking at it.' },
    pass: (ms: number) => {
      at = new Date(at.getTime() + ms);
    },
  };
}

const heldIn = (answer: Answer): Held => {
  const { held, until, says } = done(answer) as unknown as { held: string; until: string; says: string };
  return { id: held, until, says };
};
const sent = ({ requests }: Sandbox) =>
  requests
    .filter(({ action }) => riskClassOf(action) !== 'read')
    .map(({ action, params }) => [action, params]);
const stateOf = async ({ app }: Pick<Awaited<ReturnType<typeof desk>>, 'app'>, id: string) => {
  const found = await app.approvals.get(id);
  return { state: found?.state, note: found?.note };
};
const anna = { who: 'anna', grants: undefined, channel: 'cli' } as const;
const drop = { ...anna, yes: false, reason: 'We called them.' };

describe('held mail', () => {
  test('is accepted, waits, and leaves by itself once, exactly as it was written', async () => {
    const on = await desk();
    const { id, until, says } = heldIn(await on.agent.call(REPLY, on.reply));
    expect(says).toContain('10 min');
    expect(new Date(until).getTime()).toBeGreaterThan(Date.now() + 9 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toEqual([]);
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toMatchObject([['AddTicketReply', { message: 'We are looking at it.' }]]);
    expect(await stateOf(on, id)).toMatchObject({ state: 'used' });
    const { calls } = await on.app.journal.calls({ tool: REPLY, limit: 5 });
    expect(calls.map(({ state, approval, caller }) => [state, approval, caller])).toEqual([
      ['done', id, 'local'],
      ['waiting', id, 'local'],
    ]);
  });

  test('is one however often the agent makes the call, and is told as sent after that', async () => {
    const on = await desk();
    const first = heldIn(await on.agent.call(REPLY, on.reply));
    expect(heldIn(await on.agent.call(REPLY, on.reply)).id).toBe(first.id);
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(await on.agent.call(REPLY, on.reply)).toMatchObject({ code: 'duplicate_call' });
    expect(sent(on.sandbox)).toHaveLength(1);
  });

  test('leaves at once when a person releases it, and not at all when they drop it', async () => {
    const on = await desk();
    const one = heldIn(await on.agent.call(REPLY, on.reply));
    const other = heldIn(await on.agent.call(REPLY, { ...on.reply, message: 'Another.' }));
    expect(await on.app.approvals.vote(other.id, drop)).toMatchObject({ counted: true });
    expect(await on.app.approvals.vote(one.id, { ...anna, yes: true, reason: '' })).toMatchObject({
      counted: true,
    });
    await on.app.guard.held.sendDue();
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toMatchObject([['AddTicketReply', { message: 'We are looking at it.' }]]);
    const told = await on.agent.call(REPLY, { ...on.reply, message: 'Another.' });
    expect(told).toMatchObject({ code: 'approval_denied' });
    expect(told.text).toContain('We called them.');
  });

  test('leaves as a person wrote it; the words before never do', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    const edited = await on.app.guard.held.edit(id, { message: 'Ann here: it is mended.' }, anna);
    if (edited === undefined || 'problem' in edited || !edited.counted) throw new Error('it was not edited');
    const next = edited.approval;
    expect(shownOf(next)).toMatchObject({ args: { message: 'Ann here: it is mended.' }, replaces: id });
    expect(await stateOf(on, id)).toEqual({ state: 'void', note: `anna put ${next.id} in its place.` });
    expect(await on.agent.call(REPLY, on.reply)).toMatchObject({ code: 'duplicate_call' });
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toMatchObject([['AddTicketReply', { message: 'Ann here: it is mended.' }]]);
    const store = await on.app.store();
    const entries = await store.journal.find({ kinds: ['approval'], limit: 20 });
    expect(entries.map(({ body }) => body)).toContainEqual(
      expect.objectContaining({ event: 'edited', who: 'anna', replaces: id, approval: next.id }),
    );
  });

  test('keeps whom it reaches and what it does: only its words are changed', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    for (const edits of [
      { ticketid: '2' },
      { status: 'Closed' },
      { email: 'x@example.com' },
      { message: '' },
      {},
    ])
      expect(await on.app.guard.held.edit(id, edits, anna)).toHaveProperty('problem');
    const ofOthers = { ...anna, grants: ['billing'] };
    expect(await on.app.guard.held.edit(id, { message: 'Mine.' }, ofOthers)).toMatchObject({
      counted: false,
      why: 'grant',
    });
    expect(await on.app.guard.held.edit('AAAA-AAAA', { message: 'x' }, anna)).toBeUndefined();
    expect(await stateOf(on, id)).toMatchObject({ state: 'pending' });
  });

  test('that left in the words of a person is not followed by those of the agent', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    await on.app.guard.held.edit(id, { message: 'Ann here.' }, anna);
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    const told = await on.agent.call(REPLY, on.reply);
    expect(told).toMatchObject({ code: 'duplicate_call' });
    expect(told.text).toContain('was sent');
    on.pass(11 * MINUTE_MS);
    expect(await on.agent.call(REPLY, on.reply)).toMatchObject({ code: 'duplicate_call' });
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toMatchObject([['AddTicketReply', { message: 'Ann here.' }]]);
  });

  test('keeps the words of a person where the policy is another by then, whatever the agent repeats', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    await on.app.guard.held.edit(id, { message: 'Ann here.' }, anna);
    const tools = { [REPLY]: { hold: '5m' } };
    writeFileSync(on.settings.GUARD_POLICY, JSON.stringify({ version: '1', default: 'allow', tools }));
    expect(await on.agent.call(REPLY, on.reply)).toMatchObject({ code: 'duplicate_call' });
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toMatchObject([['AddTicketReply', { message: 'Ann here.' }]]);
  });

  test('takes over nothing with an edit that came to the record since: recipients, or an answer', async () => {
    for (const since of [{ cc: 'other@example.net' }, { lastReply: '2030-01-01 00:00:00' }]) {
      const on = await desk();
      const { id } = heldIn(await on.agent.call(REPLY, on.reply));
      Object.assign(on.ticket, since);
      const edited = await on.app.guard.held.edit(id, { message: 'Ann here.' }, anna);
      expect(edited).toMatchObject({ problem: expect.stringContaining('has changed since') });
      on.pass(10 * MINUTE_MS);
      await on.app.guard.held.sendDue();
      expect(sent(on.sandbox)).toEqual([]);
      expect(await stateOf(on, id)).toMatchObject({ state: 'void' });
    }
  });

  test('is left out, and says so, where the ticket was answered meanwhile', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    on.ticket.lastReply = '2030-01-01 00:00:00';
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toEqual([]);
    expect(await stateOf(on, id)).toMatchObject({
      state: 'void',
      note: expect.stringContaining('ticket.lastreply'),
    });
  });

  test('is left out where the policy denies it by then, or asks a person', async () => {
    for (const rule of [{ action: 'deny' }, { require_approval: true }]) {
      const on = await desk();
      const { id } = heldIn(await on.agent.call(REPLY, on.reply));
      writeFileSync(
        on.settings.GUARD_POLICY,
        JSON.stringify({ version: '1', default: 'allow', tools: { [REPLY]: rule } }),
      );
      on.pass(10 * MINUTE_MS);
      await on.app.guard.held.sendDue();
      expect(sent(on.sandbox)).toEqual([]);
      expect(await stateOf(on, id)).toMatchObject({
        state: 'void',
        note: expect.stringContaining(`/tools/${REPLY}`),
      });
    }
  });

  test('waits while everything is halted, and is not sent any more once it is an hour late', async () => {
    const on = await desk();
    const one = heldIn(await on.agent.call(REPLY, on.reply));
    await on.app.halt('anna', 'an incident');
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toEqual([]);
    expect(await stateOf(on, one.id)).toMatchObject({ state: 'approved' });
    await on.app.resume('anna');
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toHaveLength(1);
    const late = heldIn(await on.agent.call(REPLY, { ...on.reply, message: 'Late.' }));
    on.pass(71 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toHaveLength(1);
    expect(await stateOf(on, late.id)).toMatchObject({ state: 'expired' });
  });

  test('is sent once by any number of servers, also after a restart', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    await on.app.close();
    on.pass(10 * MINUTE_MS);
    const servers = [on.open(), on.open(), on.open()];
    await Promise.all(servers.map(({ app }) => app.guard.held.sendDue()));
    await Promise.all(servers.map(({ app }) => app.guard.held.sendDue()));
    expect(sent(on.sandbox)).toHaveLength(1);
    expect((await servers[0]?.app.approvals.get(id))?.state).toBe('used');
  });

  test('whose process died once it was used up is not sent again', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    on.pass(10 * MINUTE_MS);
    expect((await on.app.approvals.toSend(5)).map((one) => one.id)).toEqual([id]);
    expect(await on.app.approvals.use(id)).toBe(true);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toEqual([]);
  });

  test('of which nobody knows whether it was sent is not told as sent, and not sent again', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    on.sandbox.misbehave({ kind: '503', actions: ['AddTicketReply'] });
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toHaveLength(1);
    const found = await on.app.approvals.get(id);
    if (found === undefined) throw new Error('it is gone');
    expect(found).toMatchObject({ state: 'used', note: expect.stringContaining('not known whether') });
    expect(textOf(found)).toContain('is not known to be sent');
    expect(textOf(found)).not.toContain('It was sent');
    expect(stateInConsole(found).word).toBe('Not known to be sent');
  });

  test('by a template is the same mail in whatever letter case the template is named', async () => {
    const on = await desk({ policy: { tools: { whmcs_send_email: HOLD } } });
    const mail = { messagename: 'Client Signup Email', id: 6 };
    heldIn(await on.agent.call('whmcs_send_email', mail));
    expect(
      await on.agent.call('whmcs_send_email', { ...mail, messagename: 'CLIENT signup email ' }),
    ).toMatchObject({ code: 'duplicate_call' });
  });

  test('that somebody drops in the very moment of its time leaves or is dropped, never both', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    on.pass(10 * MINUTE_MS);
    const [, voted] = await Promise.all([on.app.guard.held.sendDue(), on.app.approvals.vote(id, drop)]);
    expect(sent(on.sandbox)).toHaveLength(voted.counted ? 0 : 1);
    expect(await stateOf(on, id)).toMatchObject({ state: voted.counted ? 'denied' : 'used' });
    expect(await on.app.approvals.vote(id, { ...anna, yes: true, reason: '' })).toMatchObject({
      counted: false,
    });
  });

  test('that somebody edits does not leave while they write', async () => {
    const on = await desk();
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    const until = new Date(Date.now() + 30 * MINUTE_MS);
    expect(await on.app.approvals.postpone(id, until, anna)).toMatchObject({ counted: true });
    expect(await on.app.approvals.postpone(id, new Date(0), anna)).toMatchObject({ counted: true });
    on.pass(20 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toEqual([]);
    on.pass(11 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toHaveLength(1);
  });

  test('is not approved by time where a person has to approve the same call', async () => {
    const asks = { when: [{ path: 'session.tainted', op: 'eq', value: true }] };
    const on = await desk({ policy: { tools: { [REPLY]: { ...HOLD, require_approval: asks } } } });
    const { id } = heldIn(await on.agent.call(REPLY, on.reply));
    done(await on.agent.call('whmcs_get_ticket', { ticketid: on.ticket.id }));
    const asked = await on.agent.call(REPLY, on.reply);
    expect(asked).toMatchObject({ code: 'approval_required' });
    expect(asked.details.approval).not.toBe(id);
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toEqual([]);
    expect(await stateOf(on, id)).toMatchObject({ state: 'void' });
    expect(await on.agent.call(REPLY, on.reply)).toMatchObject({ code: 'approval_required' });
    expect(sent(on.sandbox)).toEqual([]);
  });

  test('takes no place of requests, and has a bound of its own', async () => {
    const asks = { when: [{ path: 'args.message', op: 'eq', value: 'Ask.' }] };
    const on = await desk({ policy: { tools: { [REPLY]: { ...HOLD, require_approval: asks } } } });
    for (let count = 0; count < 8; count += 1)
      heldIn(await on.agent.call(REPLY, { ...on.reply, message: `No ${count}` }));
    expect(await on.agent.call(REPLY, { ...on.reply, message: 'Ask.' })).toMatchObject({
      code: 'approval_required',
    });
  });

  test('of a tool that sends nobody a message is none: it runs at once', async () => {
    const on = await desk({ policy: { all_tools: HOLD } });
    const update = { clientid: 6, city: 'Exampleton' };
    expect(done(await on.agent.call('whmcs_update_client', update))).not.toHaveProperty('held');
    expect(sent(on.sandbox)).toHaveLength(1);
    expect(
      heldIn(await on.agent.call('whmcs_send_email', { messagename: 'Client Signup Email', id: 6 })).id,
    ).toMatch(/-/);
  });

  test('is told by a look ahead, and is no part of a plan that people approve', async () => {
    const on = await desk({ env: { GUARD_TOOLSETS: 'plans' } });
    const call = { tool: REPLY, arguments: on.reply };
    expect(done(await on.agent.call('whmcs_what_if', call))).toMatchObject({
      would: 'be held',
      rule: `/tools/${REPLY}/hold`,
      for: '10 min',
    });
    const asked = await on.agent.call('whmcs_plan', { calls: [call] });
    await on.app.approvals.vote(String(asked.details.approval), { ...anna, yes: true, reason: '' });
    expect(done(await on.agent.call('whmcs_plan', { calls: [call] }))).toMatchObject({ done: 1 });
    expect(sent(on.sandbox)).toHaveLength(1);
  });

  test('leaves for its caller as that is granted then', async () => {
    const on = await desk();
    const agent = await on.connectAs({ id: 'x', caller: { name: 'bot', channel: 'http' } });
    const { id } = heldIn(await agent.call(REPLY, on.reply));
    const grants = { one: { callers: ['bot'], clients: [999] } };
    writeFileSync(
      on.settings.GUARD_POLICY,
      JSON.stringify({ version: '1', default: 'allow', tools: { [REPLY]: HOLD }, grants }),
    );
    on.pass(10 * MINUTE_MS);
    await on.app.guard.held.sendDue();
    expect(sent(on.sandbox)).toEqual([]);
    expect(await stateOf(on, id)).toMatchObject({ state: 'void' });
  });
});

test('what is held leaves as it came: arguments that were read once are read the same again', () => {
  for (const tool of everyTool().values()) {
    const { least, most, more = [] } = samples[tool.name] ?? { least: {} };
    for (const args of [least, most ?? least, ...more]) {
      const first = tool.parse(args);
      if ('problems' in first || tool.risk === 'read') continue;
      const again = tool.parse(JSON.parse(JSON.stringify(first.values)));
      expect(again, tool.name).toMatchObject({ values: first.values });
    }
  }
});

test('a policy is told of no tool that sends mail that it sends none', () => {
  const { tools } = policyVocabulary(everyTool());
  for (const tool of everyTool().values())
    if (possibleEffects(tool).includes('mail')) expect(tools.get(tool.name)?.mails, tool.name).toBe(true);
});
