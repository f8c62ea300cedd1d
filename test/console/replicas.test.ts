import { expect, test } from 'vitest';
import { createApprovers } from '../../src/identities/index.js';
import { FAKE_PROVIDER } from './fake-provider.js';
import {
  approver,
  cookieIn,
  openConsole,
  operator,
  post,
  type RunningConsole,
  visitorWith,
} from './running-console.js';

/** The cookie of one console as another one names it: behind a balancer both have one address. */
const at = (cookie: string, { url }: RunningConsole) =>
  cookie.replace(/^whmcs_mcp_\d+/, `whmcs_mcp_${new URL(url).port}`);

const statusAt = async (console: RunningConsole, cookie: string) =>
  (await fetch(`${console.url}/approvals`, { headers: { cookie: at(cookie, console) }, redirect: 'manual' }))
    .status;

test('who signed in at one replica is signed in at the others, with one form token, until they sign out', async () => {
  const one = await openConsole();
  const two = await openConsole({}, one);
  const maria = await approver(one, 'maria');
  const elsewhere = await visitorWith(two.url, at(maria.cookie, two));
  expect(elsewhere.csrf).toBe(maria.csrf);
  const { id } = await one.ask();
  expect((await elsewhere.post(`/approvals/${id}`, { decision: 'approve' })).status).toBe(303);
  expect((await one.approvals.get(id))?.votes).toMatchObject([{ who: 'maria', yes: true }]);
  // What one of them has to say, the next page says, whoever serves it; and once.
  expect(await (await maria.get('/approvals')).text()).toContain('is good for one call');
  expect(await (await elsewhere.get('/approvals')).text()).not.toContain('is good for one call');

  await elsewhere.post('/sign-out');
  expect([await statusAt(one, maria.cookie), await statusAt(two, maria.cookie)]).toEqual([303, 303]);
});

test('a page that is open at one replica ends when its person signs out at another', async () => {
  const one = await openConsole();
  const two = await openConsole({}, one);
  const maria = await approver(one, 'maria');
  const reader = (await maria.get('/events')).body?.getReader();
  await (await visitorWith(two.url, at(maria.cookie, two))).post('/sign-out');
  let text = '';
  for (let done = false; !done; ) {
    const read = await reader?.read();
    text += Buffer.from(read?.value ?? []).toString('utf8');
    done = read?.done ?? true;
  }
  expect(text).toContain('event: over');
});

test('a session ends in all of them after an hour without a click, and after eight hours', async () => {
  const one = await openConsole();
  const two = await openConsole({ now: one.now }, one);
  const idle = await approver(one, 'maria');
  const busy = await approver(one, 'ben');
  for (let minutes = 0; minutes < 59; minutes += 1) {
    one.pass(60_000);
    if (minutes % 20 === 0) expect(await statusAt(two, busy.cookie)).toBe(200);
  }
  expect(await statusAt(one, busy.cookie)).toBe(200);
  one.pass(60_000);
  expect([await statusAt(two, idle.cookie), await statusAt(one, busy.cookie)]).toEqual([303, 200]);
  for (let half = 0; half < 13; half += 1) {
    one.pass(30 * 60_000);
    expect(await statusAt(two, busy.cookie)).toBe(200);
  }
  one.pass(30 * 60_000);
  expect([await statusAt(one, busy.cookie), await statusAt(two, busy.cookie)]).toEqual([303, 303]);
});

test('a sign-in at the provider begins at one replica and ends at another', async () => {
  const one = await openConsole({ provider: FAKE_PROVIDER });
  const two = await openConsole({ provider: FAKE_PROVIDER }, one);
  const left = cookieIn(await fetch(`${one.url}/sign-in/provider`, { redirect: 'manual' }));
  const back = (console: RunningConsole) =>
    fetch(`${console.url}/sign-in/back?code=1&state=the+state`, {
      headers: { cookie: at(left, console) },
    });
  const entered = await back(two);
  expect(entered.status).toBe(200);
  const session = entered.headers.getSetCookie().find((line) => /^whmcs_mcp_\d+=/.test(line)) ?? '';
  const cookie = session.split(';')[0] ?? '';
  expect([await statusAt(one, cookie), await statusAt(two, cookie)]).toEqual([200, 200]);
  // A console that lets in others knows nothing of it, nor one whose key is another.
  const other = await openConsole({ provider: { ...FAKE_PROVIDER, terms: 'group:others' } }, one);
  expect(await statusAt(other, cookie)).toBe(303);
  const stranger = await openConsole({ provider: FAKE_PROVIDER, key: new Uint8Array(32) }, one);
  expect((await back(stranger)).status).toBe(401);
});

test('a person of the provider decides for the grants of their groups', async () => {
  const finish = async () => ({ name: 'anna@login.example.com', alsoKnownAs: [], grants: ['support'] });
  const console = await openConsole({ provider: { ...FAKE_PROVIDER, finish } });
  const left = cookieIn(await fetch(`${console.url}/sign-in/provider`, { redirect: 'manual' }));
  const entered = await fetch(`${console.url}/sign-in/back?code=1&state=s`, { headers: { cookie: left } });
  const session = entered.headers.getSetCookie().find((line) => /^whmcs_mcp_\d+=/.test(line)) ?? '';
  const anna = await visitorWith(console.url, session.split(';')[0] ?? '');
  const [own, other] = [await console.ask({ caller: 'desk', grant: 'support' }), await console.ask({})];
  expect((await anna.post(`/approvals/${own.id}`, { decision: 'deny' })).status).toBe(303);
  expect((await anna.post(`/approvals/${other.id}`, { decision: 'deny' })).status).toBe(404);
  expect((await console.approvals.get(own.id))?.state).toBe('denied');
  expect((await console.approvals.get(other.id))?.state).toBe('pending');
});

test('a link signs in at the console that printed it, and nowhere else', async () => {
  const one = await openConsole();
  const two = await openConsole({}, one);
  const { cookie } = await operator(one);
  expect([await statusAt(one, cookie), await statusAt(two, cookie)]).toEqual([200, 303]);
});

test('who has another password, or approves no more, is out in all of them', async () => {
  const one = await openConsole();
  const two = await openConsole({}, one);
  const approvers = createApprovers(one.store.approvers);
  const maria = await approver(one, 'maria');
  const ben = await approver(two, 'ben');
  one.pass(1_000);
  await approvers.set('maria', 'another password', one.now());
  await approvers.remove('ben');
  expect([await statusAt(two, maria.cookie), await statusAt(one, ben.cookie)]).toEqual([303, 303]);
});

test('the state holds neither what signs in nor what forms carry, and a row that is not whole lets nobody in', async () => {
  const one = await openConsole();
  const maria = await approver(one, 'maria');
  const secret = maria.cookie.split('=')[1] ?? '';
  const sessions = await one.store.consoleSessions();
  const { createHash } = await import('node:crypto');
  const digest = createHash('sha256').update(secret).digest('hex');
  const kept = JSON.stringify(await sessions.find(digest));
  expect(kept).toContain('maria');
  for (const hidden of [secret, maria.csrf]) expect(kept).not.toContain(hidden);
  const ends = { startedBefore: new Date(0), seenBefore: new Date(0), most: 9 };
  const person = { who: 'maria', by: { way: 'provider', terms: 'x' }, alsoKnownAs: [], grants: null };
  const provided = await openConsole({ provider: { ...FAKE_PROVIDER, terms: 'x' } }, one);
  for (const [at, broken] of [
    person,
    { ...person, grants: undefined },
    { ...person, by: { way: 'other' } },
    'maria',
    null,
  ].entries()) {
    const name = createHash('sha256').update(`secret ${at}`).digest('hex');
    await sessions.start({ digest: name, person: broken }, one.now(), ends);
    const { port } = new URL(provided.url);
    const status = await statusAt(provided, `whmcs_mcp_${port}=${encodeURIComponent(`secret ${at}`)}`);
    expect(status, JSON.stringify(broken)).toBe(at === 0 ? 200 : 303);
  }
});

test('forms of another session are refused', async () => {
  const one = await openConsole();
  const [maria, ben] = [await approver(one, 'maria'), await approver(one, 'ben')];
  expect(maria.csrf).not.toBe(ben.csrf);
  const { id } = await one.ask();
  const stolen = await post(
    one.url,
    `/approvals/${id}`,
    { decision: 'deny', csrf: ben.csrf },
    {
      cookie: maria.cookie,
    },
  );
  expect(stolen.status).toBe(403);
});
