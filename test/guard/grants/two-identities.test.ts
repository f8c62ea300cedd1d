import { describe, expect, test } from 'vitest';
import type { RecordKind } from '../../../src/catalog/index.js';
import type { Sandbox } from '../../../src/sandbox/index.js';
import { everyTool } from '../../every-tool.js';
import { type Answer, done } from '../../harness.js';
import { company, NOWHERE } from './company.js';

/** What A is granted, what B is, and the one client that both are. */
const OF_A = [1, 2];
const OF_B = [3, 7, 9];
const SHARED = 12;

const A = { name: 'ann@example.com', channel: 'http', grant: 'a' };
const B = { name: 'ben@example.com', channel: 'http', grant: 'b' };

const tickets = { path: 'session.tainted', op: 'eq', value: true };

async function two(policy: Record<string, unknown> = {}) {
  const at = await company('clients', {
    policy: {
      grants: { a: { clients: [...OF_A, SHARED] }, b: { clients: [...OF_B, SHARED] }, desk: {} },
      ...policy,
    },
  });
  return { ...at, a: await at.connectAs(A), b: await at.connectAs(B) };
}

type State = Sandbox['state'];

/** Texts that stand with clients who are none of A's, and with none of A's. */
function telling({ clients, domains, services, tickets: all, invoices, transactions }: State): string[] {
  const isOfA = (id: number) => OF_A.includes(id) || id === SHARED;
  const texts = (mine: boolean) => [
    ...clients
      .filter(({ id }) => isOfA(id) === mine)
      .flatMap(({ email, companyName, lastName }) => [email, companyName, lastName]),
    ...domains.filter(({ clientId }) => isOfA(clientId) === mine).map(({ name }) => name),
    ...services.filter(({ clientId }) => isOfA(clientId) === mine).map(({ domain }) => domain),
    ...all
      .filter(({ clientId }) => isOfA(clientId) === mine)
      .flatMap(({ tid, subject, email }) => [tid, subject, email]),
    ...invoices.filter(({ clientId }) => isOfA(clientId) === mine).map(({ number }) => number),
    ...transactions.filter(({ clientId }) => isOfA(clientId) === mine).map(({ transId }) => transId),
  ];
  const own = texts(true).join('\n');
  return [...new Set(texts(false))].filter((text) => text.length > 4 && !own.includes(text));
}

const LISTS: Readonly<Record<RecordKind, (state: State) => readonly { id: number; clientId: number }[]>> = {
  client: ({ clients }) => clients.map(({ id }) => ({ id, clientId: id })),
  invoice: ({ invoices }) => invoices,
  order: ({ orders }) => orders,
  service: ({ services }) => services,
  domain: ({ domains }) => domains,
  ticket: ({ tickets: all }) => all,
  quote: ({ quotes }) => quotes,
};
const KINDS = Object.keys(LISTS) as RecordKind[];

const ofOthers = (kind: RecordKind, state: State) =>
  LISTS[kind](state).find(({ clientId }) => clientId > 0 && !OF_A.includes(clientId) && clientId !== SHARED)
    ?.id ?? NOWHERE;

/** All that the samples of a tool can be, with each id that names a record made one of B's or of nobody's. */
function callsOf(name: string, state: State): Record<string, unknown>[] {
  const tool = everyTool().get(name);
  if (tool === undefined) throw new Error(`there is no ${name}`);
  const also = tool.whose.shows === 'named' ? (tool.whose.also ?? {}) : {};
  const naming = new Map(
    [tool.names, also].flatMap((names) =>
      KINDS.flatMap((kind) => (names[kind] ?? []).map((argument) => [argument, kind] as const)),
    ),
  );
  if (name === 'whmcs_send_email') naming.set('id', 'client');
  const { least, most, more = [] } = tool.sample;
  return [least, ...(most === undefined ? [] : [most]), ...more].map((args) =>
    Object.fromEntries(
      Object.entries(args)
        .filter(([argument]) => argument !== 'fields')
        .map(([argument, value]) => {
          const kind = naming.get(argument);
          return [argument, kind !== undefined && typeof value === 'number' ? ofOthers(kind, state) : value];
        }),
    ),
  );
}

const shown = ({ text, details }: Answer) => `${text}\n${JSON.stringify(details)}`;

describe('A reaches nothing of B’s', () => {
  test.each([...everyTool().keys()])('by %s', async (name) => {
    const { a, sandbox } = await two();
    const secrets = telling(sandbox.state);
    expect(secrets.length).toBeGreaterThan(50);
    const before = JSON.stringify(ofB(sandbox.state));
    for (const args of [{}, ...callsOf(name, sandbox.state)]) {
      const told = shown(await a.call(name, args));
      expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
    }
    expect(JSON.stringify(ofB(sandbox.state))).toBe(before);
    const reached = sandbox.mails.filter(({ to }) => secrets.some((secret) => String(to).includes(secret)));
    expect(reached).toEqual([]);
  });
});

test('whoever is granted all comes upon what A does not', async () => {
  const { anybody, sandbox } = await two();
  const secrets = telling(sandbox.state);
  const reads = [...everyTool().values()].filter(({ risk }) => risk === 'read').map(({ name }) => name);
  const telltale: string[] = [];
  for (const name of reads) {
    const told: string[] = [];
    for (const args of callsOf(name, sandbox.state)) told.push(shown(await anybody.call(name, args)));
    if (secrets.some((secret) => told.join().includes(secret))) telltale.push(name);
  }
  expect(telltale.length).toBeGreaterThan(10);
});

/** All that B's clients have. */
const ofB = (state: State) =>
  KINDS.map((kind) => LISTS[kind](state).filter(({ clientId }) => OF_B.includes(clientId)));

describe('A sees nothing of what B does', () => {
  const change = { clientid: SHARED, city: 'Newtown' };

  test('the text of outsiders that B has read taints B alone', async () => {
    const { a, b, sandbox } = await two({
      tools: { whmcs_update_client: { deny_if: [{ conditions: [tickets] }] } },
    });
    const ticketid = sandbox.state.tickets.find(({ clientId }) => OF_B.includes(clientId))?.id;
    done(await b.call('whmcs_get_ticket', { ticketid }));
    expect((await b.call('whmcs_update_client', change)).code).toBe('policy_denied');
    done(await a.call('whmcs_update_client', change));
  });

  test('what B has used up of a limit per caller is all there for A', async () => {
    const limited = { limits: [{ counter: 'stats', window: 'month', max: 1 }] };
    const { a, b } = await two({ tools: { whmcs_get_clients: limited } });
    done(await b.call('whmcs_get_clients'));
    expect((await b.call('whmcs_get_clients')).code).toBe('rate_limited');
    done(await a.call('whmcs_get_clients'));
  });

  test('of limits, each is told of those of its own grant, also where both count the same', async () => {
    const shared = (max: number, on_deny: string) => ({
      limits: [{ counter: 'lists', window: 'month', scope: 'install', max, on_deny }],
    });
    const { a, b } = await two({ grants: { a: shared(2, 'Of A.'), b: shared(1, 'Of B.'), desk: {} } });
    done(await b.call('whmcs_get_products'));
    const refusedB = await b.call('whmcs_get_products');
    done(await a.call('whmcs_get_products'));
    const refusedA = await a.call('whmcs_get_products');
    for (const [answer, own, other] of [
      [refusedA, 'a', 'b'],
      [refusedB, 'b', 'a'],
    ] as const) {
      expect(answer).toMatchObject({ code: 'rate_limited', details: { rule: `/grants/${own}/limits/0` } });
      expect(answer.text).toContain(`Of ${own.toUpperCase()}.`);
      expect(shown(answer)).not.toContain(`/grants/${other}`);
      expect(shown(answer)).not.toContain(`Of ${other.toUpperCase()}.`);
    }
    for (const agent of [a, b])
      expect(JSON.stringify((await agent.client.listTools()).tools)).not.toMatch(/Of [AB]\./);
  });

  test('B’s requests, and what became of them, are none of A’s', async () => {
    const { a, b, app } = await two({ tools: { whmcs_update_client: { require_approval: true } } });
    const vote = (id: unknown, yes: boolean) =>
      app.approvals.vote(String(id), { who: 'ada', channel: 'cli', yes, reason: 'not for Ben' });
    const first = await b.call('whmcs_update_client', change);
    const asking = await app.approvals.get(String(first.details.approval));
    expect(asking?.shown).toMatchObject({ grants: ['b'] });
    await vote(first.details.approval, true);
    const own = await a.call('whmcs_update_client', change);
    expect(own.code).toBe('approval_required');
    expect(own.details.approval).not.toBe(first.details.approval);
    expect(shown(own)).not.toContain(String(first.details.approval));
    done(await b.call('whmcs_update_client', change));

    const other = { ...change, city: 'Oldtown' };
    const asked = await b.call('whmcs_update_client', other);
    await vote(asked.details.approval, false);
    expect((await b.call('whmcs_update_client', other)).code).toBe('approval_denied');
    const answer = await a.call('whmcs_update_client', other);
    expect(answer.code).toBe('approval_required');
    expect(shown(answer)).not.toContain('Ben');
    for (let pending = 0; pending < 30; pending += 1)
      await b.call('whmcs_update_client', { ...change, city: `Town ${pending}` });
    expect((await a.call('whmcs_update_client', { ...change, city: 'A town' })).code).toBe(
      'approval_required',
    );
  });

  test('that B made the same call is told, and nothing of when or by which', async () => {
    const { a, b, app, sandbox } = await two({ classes: {} });
    const unpaid = sandbox.state.invoices.find(({ status }) => status === 'Unpaid');
    if (unpaid === undefined) throw new Error('the company has no unpaid invoice');
    unpaid.clientId = SHARED;
    const note = { subject: 'Hello', message: 'World', deptid: 1, clientid: SHARED, noemail: true };
    done(await b.call('whmcs_open_ticket', note));
    const [earlier] = (await app.journal.calls({ limit: 1 })).calls;
    expect(shown(await b.call('whmcs_open_ticket', note))).toContain(String(earlier?.call));
    const repeated = await a.call('whmcs_open_ticket', note);
    expect(repeated.code).toBe('duplicate_call');
    expect(shown(repeated)).not.toContain(String(earlier?.call));
    expect(shown(repeated)).not.toMatch(/\d{4}-\d{2}-\d{2}T|ben@/);
  });

  test('each is listed, and told of, the tools of its own grant', async () => {
    const { connectAs } = await two({
      grants: { a: { tools: ['whmcs_get_clients'] }, b: { tools: ['whmcs_get_orders'] }, desk: {} },
    });
    const [a, b] = [await connectAs(A), await connectAs(B)];
    expect(await b.listed()).toEqual(['whmcs_get_orders']);
    expect(await a.listed()).toEqual(['whmcs_get_clients']);
    expect((await a.call('whmcs_get_order')).text).not.toContain('whmcs_get_orders');
  });
});
