import { expect, test } from 'vitest';
import { approver, openConsole, operator, type RunningConsole, type Visitor } from './running-console.js';
import { CALLS, callView, LIMITS } from './samples.js';

/** Requests and calls of callers with two grants and with none. */
async function company() {
  const console = await openConsole();
  const asked = {
    support: await console.ask({ caller: 'desk', grant: 'support' }, { title: 'Title of support' }),
    billing: await console.ask({ caller: 'books', grant: 'billing' }, { title: 'Title of billing' }),
    none: await console.ask({ caller: 'local' }, { title: 'Title of nobody' }),
  };
  console.calls = ['support', 'billing', undefined].map((grant) =>
    callView({
      call: `call-of-${grant ?? 'none'}`,
      tool: 'whmcs_update_client',
      caller: `caller-of-${grant ?? 'none'}`,
      ...(grant === undefined ? {} : { grant }),
    }),
  );
  console.limits = LIMITS;
  return { console, asked, ben: await approver(console, 'ben', ['support']) };
}

const textOf = async (visitor: Visitor, path: string, status = 200) => {
  const answer = await visitor.get(path);
  expect(answer.status, path).toBe(status);
  return answer.text();
};

const taint = (console: RunningConsole, caller: string, call: string) =>
  console.store.taint.mark(
    { installation: 'here', caller },
    { call, tool: 'whmcs_get_ticket' },
    console.now(),
    new Date(console.now().getTime() + 3_600_000),
  );

test('a person is shown the requests of their grants alone, and decides on those alone', async () => {
  const { console, asked, ben } = await company();
  const list = await textOf(ben, '/approvals');
  expect(list).toContain('Title of support');
  expect(list).not.toMatch(/Title of (?:billing|nobody)/);
  expect(list).toContain('<title>(1) Approvals');
  expect(list).toMatch(/data-count="1"/);
  expect(list).toContain('ben <span class="faint">(support)</span>');
  for (const { id } of [asked.billing, asked.none]) {
    await textOf(ben, `/approvals/${id}`, 404);
    for (const decision of ['approve', 'deny'])
      expect((await ben.post(`/approvals/${id}`, { decision })).status).toBe(404);
    expect(await console.approvals.get(id)).toMatchObject({ state: 'pending', votes: [] });
  }
  await ben.post(`/approvals/${asked.support.id}`, { decision: 'approve' });
  expect(await console.approvals.get(asked.support.id)).toMatchObject({
    state: 'approved',
    votes: [{ who: 'ben', yes: true }],
  });
  await approver(console, 'anna').then((anna) =>
    anna.post(`/approvals/${asked.billing.id}`, { decision: 'deny' }),
  );
  expect(await textOf(ben, '/approvals')).not.toContain('Title of billing');
});

test('of what was denied for other callers on the same record a person is told that it was, and no more', async () => {
  const console = await openConsole();
  const anna = await approver(console, 'anna');
  const records = ['order 1042'];
  for (const grant of ['billing', undefined]) {
    const { id } = await console.ask({ caller: 'books', grant, records });
    await anna.post(`/approvals/${id}`, { decision: 'deny', reason: 'a word for Books' });
  }
  const { id } = await console.ask({ caller: 'desk', grant: 'support', records });
  const ben = await approver(console, 'ben', ['support']);
  const page = await textOf(ben, `/approvals/${id}`);
  expect(page).toMatch(/order 1042: 2 requests/);
  expect(page).not.toMatch(/a word for Books|by <bdi>anna/);
  expect(await textOf(anna, `/approvals/${id}`)).toContain('a word for Books');
});

test('activity, single calls and undo are those of callers of their grants', async () => {
  const { console, ben } = await company();
  for (const query of ['', '?text=call-of', '?caller=caller-of-billing', '?tool=whmcs_update_client']) {
    const page = await textOf(ben, `/activity${query}`);
    expect(page, query).not.toMatch(/call-of-(?:billing|none)"/);
    expect(page.includes('call-of-support"'), query).toBe(!query.includes('billing'));
  }
  for (const call of ['call-of-billing', 'call-of-none']) {
    await textOf(ben, `/activity/${call}`, 404);
    expect((await ben.post(`/activity/${call}/undo`)).status).toBe(404);
  }
  await ben.post('/activity/call-of-support/undo');
  const anna = await approver(console, 'anna');
  await anna.post('/activity/call-of-billing/undo');
  expect(console.undone).toEqual([
    { call: 'call-of-support', who: 'ben', grant: 'support' },
    { call: 'call-of-billing', who: 'anna' },
  ]);
});

test('what holds for all callers they leave to others: resuming, switches, counters', async () => {
  const { console, ben } = await company();
  await ben.post('/halt', { reason: 'Look at this.' });
  expect(await console.store.killSwitch.halted()).toMatchObject({ by: 'ben' });
  expect(await textOf(ben, '/tools')).not.toMatch(/action="\/resume"|Switch o(?:n|ff)/);
  await ben.post('/resume');
  expect(await console.store.killSwitch.halted()).toMatchObject({ by: 'ben' });
  expect(await textOf(ben, '/tools')).toContain('only an approver who decides for all of them');
  await ben.post('/tools/whmcs_delete_client', { on: 'true' });
  expect(console.switched).toEqual([]);
  expect(await textOf(ben, '/limits')).not.toContain('caller local');
  const anna = await approver(console, 'anna');
  expect(await textOf(anna, '/limits')).toContain('caller local');
  await anna.post('/resume');
  expect(await console.store.killSwitch.halted()).toBeUndefined();
});

test('they end the taint of callers who have had no other grant since, and of nobody else', async () => {
  const { console, ben } = await company();
  const more = callView({ call: 'later', caller: 'caller-of-moved' });
  const before = callView({ call: 'before', caller: 'caller-of-moved', grant: 'support' });
  console.calls = [more, before, ...console.calls];
  for (const of of ['support', 'billing', 'none']) await taint(console, `caller-of-${of}`, `call-of-${of}`);
  await taint(console, 'caller-of-moved', 'before');
  await taint(console, 'unknown', 'gone');
  const page = await textOf(ben, '/limits');
  expect(page).toContain('caller-of-support');
  expect(page).not.toMatch(/caller-of-(?:billing|none|moved)|unknown</);
  for (const of of ['support', 'billing', 'none', 'moved'])
    await ben.post('/taint', { caller: `caller-of-${of}` });
  await ben.post('/taint', { caller: 'unknown' });
  const left = (await console.store.taint.list(console.now())).map(({ caller }) => caller).sort();
  expect(left).toEqual(['caller-of-billing', 'caller-of-moved', 'caller-of-none', 'unknown']);
});

test('an open page hears of the requests of its person, and not that there are others', async () => {
  const { console, ben } = await company();
  const stampOf = async (visitor: Visitor) =>
    /data-stamp="([^"]+)"/.exec(await textOf(visitor, '/approvals'))?.[1];
  const before = await stampOf(ben);
  await console.ask({ caller: 'books', grant: 'billing' });
  expect(await stampOf(ben)).toBe(before);
  const heard = await ben.get('/events');
  const reader = heard.body?.getReader();
  let text = '';
  while (!text.includes(`data: ${before}`))
    text += Buffer.from((await reader?.read())?.value ?? []).toString('utf8');
  await console.ask({ caller: 'desk', grant: 'support' });
  const after = await stampOf(ben);
  expect(after).not.toBe(before);
  while (!text.includes(`data: ${after}`))
    text += Buffer.from((await reader?.read())?.value ?? []).toString('utf8');
  await reader?.cancel();
});

test('other grants are in force at once, and the session of before is over', async () => {
  const { console, asked, ben } = await company();
  console.pass(1_000);
  const again = await approver(console, 'ben', ['billing']);
  expect((await ben.get('/approvals')).status).toBe(303);
  const list = await textOf(again, '/approvals');
  expect(list).toContain('Title of billing');
  expect(list).not.toContain('Title of support');
  const { id } = asked.support;
  expect(
    await console.approvals.vote(id, { who: 'ben', channel: 'cli', yes: true, reason: '' }),
  ).toMatchObject({ counted: false, why: 'grant' });
});

test('the operator and approvers without a grant see everybody', async () => {
  const console = await openConsole();
  await console.ask({ caller: 'desk', grant: 'support' }, { title: 'Title of support' });
  await console.ask({}, { title: 'Title of nobody' });
  console.calls = CALLS;
  const me = await operator(console);
  expect(await textOf(me, '/approvals')).toMatch(
    /Title of nobody[\s\S]*Title of support|Title of support[\s\S]*Title of nobody/,
  );
  expect(await textOf(me, '/activity')).toContain('support-bot');
});
