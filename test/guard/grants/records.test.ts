import { describe, expect, test } from 'vitest';
import type { RecordKind, Tool } from '../../../src/catalog/index.js';
import { everyTool } from '../../every-tool.js';
import { type By, bothWays, type Company, company, NOWHERE } from './company.js';

const TOOLS = [...everyTool().values()].filter(
  ({ whose }) => whose.shows === 'named' || whose.shows === 'record',
);

/** What a mail of each type is about. */
const MAILED: readonly (readonly [type: string, kind: RecordKind])[] = [
  ['general', 'client'],
  ['product', 'service'],
  ['domain', 'domain'],
  ['invoice', 'invoice'],
  ['support', 'ticket'],
];

const isId = (value: unknown) => typeof value === 'number';
/** Ids that an argument can hold, one or a list of them. */
const isNaming = (value: unknown) => isId(value) || (Array.isArray(value) && value.every(isId));
const likeSample = (sample: unknown, id: number) => (Array.isArray(sample) ? [id] : id);

/** For each argument that names a record of that kind by its id, the first sample call that has it. */
function callsNaming({ sample, names, whose }: Tool, kind: RecordKind) {
  const also = whose.shows === 'named' ? whose.also : undefined;
  const samples = [sample.least, sample.most, ...(sample.more ?? [])];
  return (names[kind] ?? also?.[kind] ?? []).flatMap((argument) => {
    const args = samples.find((one) => isNaming(one?.[argument]));
    return args === undefined ? [] : [{ kind, args, argument }];
  });
}

const KINDS: readonly RecordKind[] = ['client', 'invoice', 'order', 'service', 'domain', 'ticket', 'quote'];

const CALLS = TOOLS.flatMap((tool) =>
  KINDS.flatMap((kind) => callsNaming(tool, kind).map((call) => ({ name: tool.name, ...call }))),
);

/** Parts that a call names, and that no kind of record stands for: of mine. */
function partsOf({ sandbox, mine }: Company, args: Record<string, unknown>) {
  if (args.relatedid !== undefined) {
    const ticket = sandbox.state.tickets.find(({ id }) => id === mine('ticket'));
    ticket?.attachments.push({ name: 'log.txt', data: Buffer.from('all is well').toString('base64') });
    return { relatedid: ticket?.id };
  }
  if (args.transactionid === undefined) return {};
  const [first] = sandbox.state.transactions;
  if (first !== undefined) first.clientId = mine('client');
  return { transactionid: first?.id };
}

/** All that a call names is mine but for one record. */
function argsOf(at: Company, { name, args, argument }: (typeof CALLS)[number], id: number) {
  const { names, whose } = everyTool().get(name) ?? { names: {}, whose: undefined };
  const also = whose?.shows === 'named' ? whose.also : undefined;
  const unproven = whose?.shows === 'named' ? (whose.unproven ?? []) : [];
  const own = [names, also ?? {}].flatMap((naming) =>
    KINDS.flatMap((kind) =>
      (naming[kind] ?? []).flatMap((one) =>
        isNaming(args[one]) ? [[one, likeSample(args[one], at.mine(kind))] as const] : [],
      ),
    ),
  );
  const rest = Object.fromEntries(Object.entries(args).filter(([one]) => !unproven.includes(one)));
  return {
    ...rest,
    ...partsOf(at, rest),
    ...Object.fromEntries(own),
    [argument]: likeSample(args[argument], id),
  };
}

describe.each<By>(['clients', 'groups'])('a grant by %s', (by) => {
  test('every tool that names records is tried', () => {
    const tried = new Set([...CALLS.map(({ name }) => name), 'whmcs_send_email']);
    expect(TOOLS.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  test.each(CALLS)(
    '$name, $argument: a $kind of others is refused as one that there is none of',
    async (call) => {
      const at = await company(by);
      const before = JSON.stringify(at.sandbox.state.clients);
      const { foreign, absent, asks } = await bothWays(at, call.name, (isForeign) =>
        argsOf(at, call, isForeign ? at.theirs(call.kind) : NOWHERE),
      );
      expect(foreign).toMatchObject({ code: 'policy_denied', details: { rule: '(clients)' } });
      expect(absent).toEqual(foreign);
      expect(asks[1]).toEqual(asks[0]);
      expect(at.sandbox.requests.some(({ effect }) => effect)).toBe(false);
      expect(JSON.stringify(at.sandbox.state.clients)).toBe(before);
      const own = await at.desk.call(call.name, argsOf(at, call, at.mine(call.kind)));
      expect(own.details.rule).not.toBe('(clients)');
    },
  );

  test.each(MAILED)('a mail of type %s about a record of others', async (customtype, kind) => {
    const at = await company(by);
    const text = { customtype, customsubject: 'Hello', custommessage: 'Dear you' };
    const { foreign, absent, asks } = await bothWays(at, 'whmcs_send_email', (isForeign) => ({
      ...text,
      id: isForeign ? at.theirs(kind) : NOWHERE,
    }));
    expect(foreign).toMatchObject({ code: 'policy_denied', details: { rule: '(clients)' } });
    expect(absent).toEqual(foreign);
    expect(asks[1]).toEqual(asks[0]);
    expect(at.sandbox.mails).toEqual([]);
    const own = await at.desk.call('whmcs_send_email', { ...text, id: at.mine(kind) });
    expect(own.isError).toBe(false);
  });
});

describe('what could reach others', () => {
  test.each([
    ['whmcs_update_client', { clientid: 2, groupid: 1 }, 'groupid'],
    [
      'whmcs_open_ticket',
      { deptid: 1, subject: 'x', message: 'y', name: 'Eve', email: 'eve@example.net' },
      'name',
    ],
    ['whmcs_open_ticket', { deptid: 1, subject: 'x', message: 'y', clientid: 2, contactid: 31 }, 'contactid'],
    ['whmcs_open_ticket', { deptid: 1, subject: 'x', message: 'y', clientid: 2, userid: 605 }, 'userid'],
    [
      'whmcs_add_ticket_reply',
      { ticketid: 401, message: 'y', name: 'Eve', email: 'eve@example.net' },
      'name',
    ],
    ['whmcs_update_ticket', { ticketid: 401, cc: ['eve@example.net'] }, 'cc'],
    ['whmcs_update_ticket', { ticketid: 401, email: 'eve@example.net' }, 'email'],
  ])('%s %o', async (tool, args, argument) => {
    const { desk, asked } = await company('clients');
    const asks = await asked(async () => {
      const answer = await desk.call(tool, args);
      expect(answer).toMatchObject({ code: 'policy_denied', details: { rule: '(clients)' } });
      expect(answer.text).toContain(argument);
    });
    expect(asks).toEqual([]);
  });

  test('a line of an invoice of others, under an invoice of mine', async () => {
    const { desk, sandbox, mine, theirs, anybody } = await company('clients');
    const lines = (id: number) => sandbox.state.invoices.find((one) => one.id === id)?.lines ?? [];
    const [own, foreign] = [lines(mine('invoice'))[0], lines(theirs('invoice'))[0]];
    const change = (id: unknown) => ({
      invoiceid: mine('invoice'),
      items: [{ id, description: 'x', amount: '1.00', taxed: false }],
    });
    const refused = await desk.call('whmcs_update_invoice', change(foreign?.id));
    expect(refused.details).toMatchObject({ rule: '(clients)' });
    const deleted = { invoiceid: mine('invoice'), deletelineids: [foreign?.id] };
    expect((await desk.call('whmcs_update_invoice', deleted)).details).toMatchObject({ rule: '(clients)' });
    expect((await desk.call('whmcs_update_invoice', change(own?.id))).isError).toBe(false);
    expect((await anybody.call('whmcs_update_invoice', change(foreign?.id))).details.rule).toBeUndefined();
  });

  test('the transaction of another client is no reason that is told', async () => {
    const { desk, anybody, sandbox, mine } = await company('clients');
    const theirs = sandbox.state.transactions.find(({ clientId }) => clientId > 7);
    const unpaid = sandbox.state.invoices.find(
      ({ clientId, status }) => [1, 2, 7].includes(clientId) && status === 'Unpaid',
    );
    const pay = { gateway: 'stripe', amount: '1.00', transid: theirs?.transId, invoiceid: unpaid?.id };
    expect(unpaid).toBeDefined();
    const plain = await anybody.call('whmcs_add_payment', pay);
    expect(plain.text).toContain(`on invoice ${theirs?.invoiceId}`);
    const discreet = await desk.call('whmcs_add_payment', pay);
    expect(discreet.code).toBe('duplicate_call');
    expect(discreet.text).not.toContain(String(theirs?.invoiceId));
    expect(mine('invoice')).toBeGreaterThan(0);
  });

  test('what WHMCS says of a refusal is not told', async () => {
    const { desk, anybody, sandbox } = await company('clients');
    const taken = sandbox.state.clients.find(({ id }) => id === 9)?.email;
    const change = { clientid: 2, email: taken };
    expect((await anybody.call('whmcs_update_client', change)).text).toContain('WHMCS said: "Duplicate');
    const refused = await desk.call('whmcs_update_client', change);
    expect(refused.code).toBe('whmcs_error');
    expect(refused.text).not.toContain('Duplicate');
    expect(JSON.stringify(refused.details)).not.toContain('Duplicate');
  });
});

describe('tools of the business as a whole', () => {
  const NOT_THERE = [...everyTool().values()].filter(({ whose }) => whose.shows === 'business');

  test.each(NOT_THERE)('$name is neither listed nor answered', async ({ name, sample }) => {
    const { desk, anybody, asked } = await company('groups');
    expect(await desk.listed()).not.toContain(name);
    expect(await anybody.listed()).toContain(name);
    const asks = await asked(async () => {
      expect((await desk.call(name, sample.least)).details).toMatchObject({ rule: '(not granted)' });
    });
    expect(asks).toEqual([]);
  });
});
