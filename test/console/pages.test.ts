import { expect, test } from 'vitest';
import {
  approver,
  NOON,
  openConsole,
  operator,
  type RunningConsole,
  type Visitor,
} from './running-console.js';
import { CALLS, callView, LIMITS } from './samples.js';

/** What a reader sees: without markup, and every run of spaces as one. */
const seen = (markup: string) =>
  markup
    .replace(/<head>[\s\S]*?<\/head>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');

const read = async (visitor: Visitor, path: string) => seen(await (await visitor.get(path)).text());
const markup = async (visitor: Visitor, path: string) => (await visitor.get(path)).text();

const state = async (console: RunningConsole, id: string) => (await console.approvals.get(id))?.state;

test('a request tells everything that a yes rests on', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const { id } = await console.ask({ expires: 600, approvers: 2, caller: 'support-bot' });
  console.pass(60_000);
  for (const path of ['/approvals', `/approvals/${id}`]) {
    const text = await read(me, path);
    for (const part of [
      'Cancel order 1042 of Anna Schmidt (client 12)',
      'Order 1042 was placed 3 days ago, is Pending, and comes to 59.90 EUR.',
      "Can't be undone",
      'A mail that went out is not called back.',
      'A gentler way: Set the order to Pending again',
      'The policy says: Orders are cancelled by people.',
      'whmcs_cancel_order',
      'destructive',
      'support-bot',
      '9 min left',
      '0 of 2 people said yes',
      '/classes/destructive/require_approval',
      '311, Web Hosting Basic, Active',
      'orderid 1042',
      'cancelsub true',
      id,
    ]) {
      expect(text, path).toContain(part);
    }
  }
  const one = await read(me, `/approvals/${id}`);
  expect(one).toContain('order.status Pending');
  expect(one).toContain('in the console, on the command line');
});

test('what ends first comes first, and the tab and the title count what waits', async () => {
  const console = await openConsole();
  const me = await operator(console);
  expect(await markup(me, '/approvals')).toContain('<title>Approvals · whmcs-mcp</title>');
  expect(await read(me, '/approvals')).toContain('Nothing waits for you.');
  await console.ask({ expires: 900 }, { title: 'the second' });
  await console.ask({ expires: 300 }, { title: 'the first' });
  const page = await markup(me, '/approvals');
  expect(page.indexOf('the first')).toBeLessThan(page.indexOf('the second'));
  for (const path of ['/approvals', '/activity', '/tools', '/limits']) {
    const other = await markup(me, path);
    expect(other).toContain('<title>(2) ');
    expect(seen(other)).toContain('Approvals 2 pending');
  }
});

test('a yes approves and a no denies, with who, where and why', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const yes = await console.ask();
  const no = await console.ask();
  const approved = await me.post(`/approvals/${yes.id}`, {
    decision: 'approve',
    reason: 'She called.',
    from: 'list',
  });
  expect(approved.headers.get('location')).toBe(`/approvals#card-${no.id}`);
  const told = await read(me, '/approvals');
  expect(told).toContain(`Approved. ${yes.id} is good for one call`);
  expect(await read(me, '/approvals')).not.toContain('is good for one call');
  const denied = await me.post(`/approvals/${no.id}`, { decision: 'deny', reason: 'Not\nlike\u202e this' });
  expect(denied.headers.get('location')).toBe(`/approvals/${no.id}`);
  expect((await console.approvals.get(yes.id))?.votes).toMatchObject([
    { who: 'operator', channel: 'console', yes: true, reason: 'She called.' },
  ]);
  expect((await console.approvals.get(no.id))?.votes).toMatchObject([
    { yes: false, reason: 'Not like this' },
  ]);
  const page = await read(me, `/approvals/${no.id}`);
  expect(page).toMatch(/No operator in the console, 10 Mar 2026, 12:00:00 UTC/);
  expect(page).toContain('Not like this');
  expect(page).not.toContain('Approve ');
  const after = await read(me, '/approvals');
  expect(after).toContain('Settled lately');
  expect(after).toContain('yes by operator · She called.');
});

test('a word that does not count says why, and changes nothing', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const own = await console.ask({ caller: 'Operator' });
  const elsewhere = await console.ask({ channels: ['cli'] });
  const late = await console.ask({ expires: 30 });
  const twice = await console.ask({ approvers: 2 });
  const say = async (id: string, decision: string) => {
    await me.post(`/approvals/${id}`, { decision });
    return read(me, `/approvals/${id}`);
  };
  expect(await say(own.id, 'approve')).toContain('your own request');
  expect(await say(elsewhere.id, 'approve')).toContain('does not let this request be decided in the console');
  expect(await say(twice.id, 'maybe')).toContain('Nothing was decided');
  expect(await say(twice.id, 'approve')).toContain('1 more person has to agree');
  expect(await say(twice.id, 'approve')).toContain('You have said so already');
  console.pass(31_000);
  expect(await say(late.id, 'approve')).toContain('settled before your word arrived');
  expect((await me.post('/approvals/ZZZZ-ZZZZ', { decision: 'approve' })).status).toBe(404);
  expect(await state(console, own.id)).toBe('pending');
  expect(await state(console, elsewhere.id)).toBe('pending');
  expect(await state(console, twice.id)).toBe('pending');
  expect(await state(console, late.id)).toBe('expired');
});

test('two people make two, and the one who agreed is not asked again', async () => {
  const console = await openConsole();
  const maria = await approver(console, 'maria');
  const jonas = await approver(console, 'jonas');
  const { id } = await console.ask({ approvers: 2 });
  await maria.post(`/approvals/${id}`, { decision: 'approve' });
  const hers = await markup(maria, `/approvals/${id}`);
  expect(seen(hers)).toContain('You have said yes. 1 more to go.');
  expect(hers).not.toContain('value="approve"');
  expect(hers).toContain('value="deny"');
  expect(seen(hers)).toContain('1 of 2 people said yes');
  expect(await markup(jonas, `/approvals/${id}`)).toContain('value="approve"');
  await jonas.post(`/approvals/${id}`, { decision: 'approve' });
  expect(await state(console, id)).toBe('approved');
  expect(await read(jonas, `/approvals/${id}`)).toContain('usable for 15 min');
});

test('what can not be seen is said loudly, and what is decided elsewhere has no buttons here', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const unseen = await console.ask({}, { missing: 'WHMCS did not answer.', sentences: [] });
  const elsewhere = await console.ask({ channels: ['elicitation', 'cli'] });
  const page = await markup(me, `/approvals/${unseen.id}`);
  expect(page).toContain('class="box missing"');
  expect(seen(page)).toContain('Not everything could be read WHMCS did not answer.');
  const other = await markup(me, `/approvals/${elsewhere.id}`);
  expect(other).not.toContain('name="decision"');
  expect(seen(other)).toContain("not decided here, but in the agent's own client or on the command line");
});

test('a request that is void says why', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const { id } = await console.ask();
  await me.post(`/approvals/${id}`, { decision: 'approve' });
  await console.approvals.makeVoid(id, 'What the person saw has changed since: order.status.');
  const page = await read(me, `/approvals/${id}`);
  expect(page).toContain('Void');
  expect(page).toContain('has changed since: order.status.');
});

test('the activity is filtered by what each field says, and goes on where a page ends', async () => {
  const console = await openConsole();
  const me = await operator(console);
  console.calls = CALLS;
  const rows = async (query: string) => {
    const page = await markup(me, `/activity?${query}`);
    return [...page.matchAll(/href="\/activity\/(c-\d+)"/g)].map((match) => match[1]);
  };
  expect(await rows('')).toEqual(CALLS.map(({ call }) => call));
  expect(await rows('tool=whmcs_add_payment')).toEqual(['c-2']);
  expect(await rows('class=destructive')).toEqual(['c-3', 'c-4']);
  expect(await rows('caller=support-bot')).toEqual(['c-3']);
  expect(await rows('outcome=policy_denied')).toEqual(['c-3']);
  expect(await rows('text=BANKTRANSFER')).toEqual(['c-2']);
  expect(await rows('class=destructive&caller=local')).toEqual(['c-4']);
  expect(await rows('text=nothing+like+this')).toEqual([]);
  expect(await rows('before=-1&class=')).toHaveLength(CALLS.length);
  const filtered = await markup(me, '/activity?class=financial&text=59.90&caller=a%22b');
  expect(filtered).toContain('value="financial" selected');
  expect(filtered).toContain('value="59.90"');
  expect(filtered).toContain('value="a&quot;b"');

  console.calls = Array.from({ length: 120 }, (_, index) => callView({ call: `c-${index}` }));
  const first = await markup(me, '/activity?class=write');
  const next = (/href="(\/activity\?[^"]+)" rel="next"/.exec(first)?.[1] ?? '').replaceAll('&amp;', '&');
  expect(next).toContain('class=write');
  expect(await rows(next.split('?')[1] ?? '')).toEqual(
    Array.from({ length: 50 }, (_, index) => `c-${index + 50}`),
  );
});

test('a call without a clear answer that was read back is told as done, and nothing in its record as changed', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const result = {
    outcome: 'outcome_unknown',
    message: 'No clear answer came. Reading back: the order is Cancelled.',
    ms: 30_000,
    readBack: { done: true, says: 'the order is Cancelled' },
  };
  console.calls = [callView({ call: 'c-9', state: 'done', before: { status: 'Pending' }, result })];
  const page = await read(me, '/activity/c-9');
  expect(page).toContain('done, as read back');
  expect(page).toContain('Reading back: the order is Cancelled.');
  expect(page).not.toContain('Look in WHMCS');
  expect(page).toContain('status Pending not read');
  expect(page).not.toMatch(/changed|read_back/);
});

test('a call is told with its decision, its approval, its record and its place in the journal', async () => {
  const console = await openConsole();
  const me = await operator(console);
  console.calls = CALLS;
  const changed = await read(me, '/activity/c-1');
  for (const part of [
    'notes Called back. Wants an invoice by post.',
    'Decision allow',
    'Deciding rule /classes/write',
    'allow /all_tools/limits/0',
    'notes changed',
    'status Active Active',
    'Entry 41 intent',
    'Entry 42 outcome',
    CALLS[0]?.entries[1]?.hash ?? 'no hash',
    '184 ms',
  ]) {
    expect(changed).toContain(part);
  }
  const unknown = await markup(me, '/activity/c-2');
  expect(seen(unknown)).toContain('Nobody knows what came of it');
  expect(unknown).toContain('href="/approvals/7QKM-2X9D"');
  expect(await markup(me, '/activity')).toContain('<tr class="unknown">');
  const failed = await read(me, '/activity/c-5');
  expect(failed).toContain("WHMCS's own message. Text from outside");
  expect(failed).toContain('Order ID not found or Status not Pending');
});

test('a call that can be undone says by what, and is undone by a press; what can not be says why', async () => {
  const console = await openConsole();
  const me = await operator(console);
  console.calls = [...CALLS, callView({ call: 'c-7', tool: 'whmcs_accept_order', risk: 'execute' })];
  const offer = await read(me, '/activity/c-1');
  expect(offer).toContain('Undo this call…');
  const look = await read(me, '/activity/c-1/undo');
  expect(look).toContain('What was done: Updated a client (client 12).');
  expect(look).toContain('It is undone by whmcs_update_client');
  expect(look).toContain('undoes c-1');
  expect(look).toContain('What it does not bring back The mail that went out.');
  expect(console.undone).toEqual([]);
  const done = await me.post('/activity/c-1/undo');
  expect(done.headers.get('location')).toBe('/activity/c-1');
  expect(await read(me, '/activity/c-1')).toContain('c-1 is undone.');
  expect(console.undone).toEqual([{ call: 'c-1', who: 'operator' }]);

  expect(await read(me, '/activity/c-7')).toContain('terminate it by hand');
  expect(await markup(me, '/activity/c-7')).not.toContain('/undo"');
  // Neither what was never done nor what only read.
  for (const call of ['c-2', 'c-3', 'c-4', 'c-5', 'c-6', 'c-7']) {
    expect(await markup(me, `/activity/${call}`)).not.toContain('Undo this call');
    expect((await me.get(`/activity/${call}/undo`)).status).toBe(303);
    await me.post(`/activity/${call}/undo`);
  }
  expect((await me.post('/activity/none/undo')).status).toBe(404);
  expect((await me.post('/activity/c-1/undo', { csrf: 'guessed' })).status).toBe(403);
  expect(console.undone).toHaveLength(1);
});

test('each tool stands with its class, its state and the rule that says so', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const page = await read(me, '/tools');
  for (const part of [
    'List clients read Allowed the policy lists the class read Technical details whmcs_list_clients by /classes/read',
    'Record a payment financial Needs approval',
    'whmcs_add_payment by /classes/financial/require_approval',
    'whmcs_apply_credit financial Depends on the call',
    'Cancel an order destructive Needs approval Orders are cancelled by people.',
    'whmcs_fraud_order destructive Denied',
    'Delete a client destructive Hidden the policy hides the class destructive',
    '4 Allowed 1 Depends on the call 2 Needs approval 1 Denied 1 Hidden',
  ]) {
    expect(page).toContain(part);
  }
});

test('a destructive tool is switched on after a second look, and off at once', async () => {
  const console = await openConsole();
  const me = await operator(console);
  expect(await markup(me, '/tools')).toContain('href="/tools/whmcs_delete_client"');
  const look = await read(me, '/tools/whmcs_delete_client');
  expect(look).toContain('/etc/whmcs-mcp/policy.json');
  expect(look).toContain("What it does can't be undone");
  expect(console.switched).toEqual([]);
  await me.post('/tools/whmcs_delete_client', { on: 'true' });
  expect(await read(me, '/tools')).toContain('“Delete a client” is switched on.');
  await me.post('/tools/whmcs_delete_client', { on: 'false' });
  expect(console.switched).toEqual([
    { tool: 'whmcs_delete_client', on: true, who: 'operator' },
    { tool: 'whmcs_delete_client', on: false, who: 'operator' },
  ]);

  const refused = async (path: string, on: string) => {
    await me.post(path, { on });
    return read(me, '/tools');
  };
  expect(await refused('/tools/whmcs_update_client', 'true')).toContain('Only destructive tools');
  expect(await refused('/tools/whmcs_delete_client', 'perhaps')).toContain('Nothing was changed');
  console.refusal = 'The file hides it by name.';
  expect(await refused('/tools/whmcs_delete_client', 'true')).toContain('The file hides it by name.');
  console.refusal = undefined;
  console.fixed = 'This is the policy that ships with whmcs-mcp.';
  expect(await refused('/tools/whmcs_delete_client', 'true')).toContain('This is the policy that ships');
  expect(await read(me, '/tools/whmcs_delete_client')).toContain("can't be switched here");
  expect(await markup(me, '/tools')).not.toContain('Switch o');
  expect(console.switched).toHaveLength(2);
});

test('a halt stands on every page until a person resumes', async () => {
  const console = await openConsole();
  const me = await operator(console);
  await me.post('/halt', { reason: 'a refund looked wrong' });
  expect(await console.store.killSwitch.halted()).toMatchObject({
    by: 'operator',
    reason: 'a refund looked wrong',
  });
  const { id } = await console.ask();
  for (const path of ['/approvals', `/approvals/${id}`, '/activity', '/tools', '/limits']) {
    const page = await read(me, path);
    expect(page).toContain('Halted. No call but reads goes through.');
    expect(page).toContain('a refund looked wrong');
  }
  await me.post('/resume');
  expect(await console.store.killSwitch.halted()).toBeUndefined();
  const after = await read(me, '/tools');
  expect(after).toContain('Calls go through again.');
  expect(after).not.toContain('Halted.');
});

test('limits show what is used of what, the fullest first, with every decimal', async () => {
  const console = await openConsole();
  const me = await operator(console);
  expect(await read(me, '/limits')).toContain('Nothing is counted just now.');
  console.limits = [
    ...LIMITS,
    { ...(LIMITS[0] ?? never()), counter: 'nothing_allowed', used: '0', max: '0' },
    { ...(LIMITS[0] ?? never()), counter: 'paid', used: '1234567.891', max: '999999999999.5', rules: [] },
  ];
  const page = await markup(me, '/limits');
  const names = [...page.matchAll(/Counter <code>([a-z_]+)<\/code>/g)].map((match) => match[1]);
  expect(names).toEqual(['mails', 'nothing_allowed', 'refunded', 'calls', 'paid', 'registrations']);
  const text = seen(page);
  expect(text).toContain('500.00 of 5,000.00 at stake per day left until 11 Mar, 00:00 UTC');
  expect(text).toContain('installation 4,500.00 used');
  expect(text).toContain('0 of 3 calls in 300 s left until 12:04 UTC');
  expect(text).toContain('999,998,765,431.609 of 999,999,999,999.5 calls per minute left until 12:01 UTC');
  expect(text).toContain('Untouched whmcs_register_domain 20 of 20 calls per month left, for installation');
  expect(text).toContain('/tools/whmcs_add_payment/limits/1');
  const widths = [...page.matchAll(/class="fill" width="([\d.]+)"/g)].map((match) => Number(match[1]));
  expect(widths.slice(0, 3)).toEqual([100, 100, 90]);
});

test('limits show of a budget that a person decides past it, and what people approved beside it', async () => {
  const console = await openConsole();
  const me = await operator(console);
  console.limits = [{ ...(LIMITS[0] ?? never()), used: '30', max: '30', approved: '7.5' }];
  const text = seen(await markup(me, '/limits'));
  expect(text).toContain('A person decides');
  expect(text).toContain('People approved 7.5 beside it.');
  expect(text).not.toContain('Full');
});

test('limits show who is tainted, since when and by what, and a button ends it', async () => {
  const console = await openConsole();
  const me = await operator(console);
  expect(await read(me, '/limits')).toContain('No caller has read text of outsiders lately.');
  const { taint } = console.store;
  const by = { call: 'c-77', tool: 'whmcs_get_ticket' };
  const end = new Date(NOON.getTime() + 4 * 3_600_000);
  for (const caller of ['local', 'night "shift"'])
    await taint.mark({ installation: 'here', caller }, by, NOON, end);
  const page = await markup(me, '/limits');
  expect(page).toContain('href="/activity/c-77"');
  const text = seen(page);
  expect(text).toContain('night "shift"');
  expect(text).toContain(
    'when the call “ whmcs_get_ticket ” showed it text of outsiders. It ends by itself in 4 h',
  );
  await me.post('/taint', { caller: 'night "shift"' });
  expect((await taint.list(NOON)).map(({ caller }) => caller)).toEqual(['local']);
  expect(await read(me, '/limits')).toContain('is taken for untainted again.');
  await me.post('/taint', { caller: 'nobody' });
  expect(await read(me, '/limits')).toContain('That caller is not tainted.');
});

function never(): never {
  throw new Error('the sample is gone');
}

test('a policy in shadow is said on every page', async () => {
  const console = await openConsole();
  const me = await operator(console);
  console.mode = 'shadow';
  for (const path of ['/approvals', '/activity', '/tools', '/limits']) {
    expect(await read(me, path)).toContain('Shadow mode. The policy decides and denies nothing.');
  }
});

test('a request tells the grant of its caller', async () => {
  const console = await openConsole();
  const visitor = await operator(console);
  const { id } = await console.ask({ caller: 'night-shift', grants: ['support', '<b>x</b>'] });
  for (const path of ['/approvals', `/approvals/${id}`]) {
    const page = await (await visitor.get(path)).text();
    expect(page, path).toContain('<bdi>night-shift</bdi> (support, &lt;b&gt;x&lt;/b&gt;)');
  }
});
