import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  type ElicitRequest,
  ElicitRequestSchema,
  type ElicitResult,
} from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { until } from '../harness.js';
import { ASK_TO_CANCEL, idIn, ORDER, openConsole, openInstallation } from './installation.js';

const CANCEL = ['whmcs_cancel_order', { orderid: ORDER }] as const;

const approvedBy = (...channels: string[]) => ({
  ...ASK_TO_CANCEL,
  tools: { whmcs_cancel_order: { require_approval: { channels } } },
});

type Answer = (params: ElicitRequest['params']) => ElicitResult | Promise<ElicitResult>;

/** A client that can show forms, and what it was asked to show. */
function clientWithForms(answer: Answer, elicitation = { form: {}, url: {} }) {
  const asked: ElicitRequest['params'][] = [];
  const client = new Client({ name: 'forms', version: '1.0.0' }, { capabilities: { elicitation } });
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    asked.push(params);
    return answer(params);
  });
  return { client, asked };
}

const YES: ElicitResult = { action: 'accept', content: { decision: 'approve' } };
const never = () => new Promise<ElicitResult>(() => {});

test('a form with the preview in it, answered with yes, lets the call through where the policy takes forms', async () => {
  const installation = await openInstallation(approvedBy('elicitation', 'console'), {
    GUARD_APPROVAL_WAIT: '60',
  });
  const { client, asked } = clientWithForms(() => YES);
  const agent = await installation.agent({}, client);
  expect((await agent.call(...CANCEL)).isError).toBe(false);
  expect(installation.arrived('CancelOrder')).toHaveLength(1);
  expect(asked).toHaveLength(1);
  expect(asked[0]?.message).toContain(`order ${ORDER}`);
  const listed = JSON.parse((await installation.command('approvals', 'list', '--json')).out);
  expect(listed[0]).toMatchObject({
    state: 'used',
    votes: [{ channel: 'elicitation', who: 'the client of local' }],
  });
});

test.each([
  ['declined', { action: 'decline' }, 'approval_denied'],
  ['answered with deny', { action: 'accept', content: { decision: 'deny' } }, 'approval_denied'],
  ['closed', { action: 'cancel' }, 'approval_required'],
  ['accepted without a decision', { action: 'accept' }, 'approval_required'],
  ['accepted with something else', { action: 'accept', content: { decision: 'yes' } }, 'approval_required'],
] as [string, ElicitResult, string][])('a form that is %s sends nothing', async (_how, answer, code) => {
  const installation = await openInstallation(approvedBy('elicitation', 'cli'), { GUARD_APPROVAL_WAIT: '3' });
  const { client } = clientWithForms(() => answer);
  const agent = await installation.agent({}, client);
  expect((await agent.call(...CANCEL)).code).toBe(code);
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('a client that accepts everything at once is not even asked where the rule wants the console', async () => {
  const installation = await openInstallation(approvedBy('console'), { GUARD_APPROVAL_WAIT: '2' });
  const { client, asked } = clientWithForms(() => YES);
  const agent = await installation.agent({}, client);
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(asked).toEqual([]);
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('a form is not among the channels unless the policy names it', async () => {
  const installation = await openInstallation(ASK_TO_CANCEL, { GUARD_APPROVAL_WAIT: '2' });
  const { client, asked } = clientWithForms(() => YES);
  const agent = await installation.agent({}, client);
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(asked).toEqual([]);
});

test('a client without forms leaves the request to the other channels', async () => {
  const installation = await openInstallation(approvedBy('elicitation', 'cli'));
  const agent = await installation.agent();
  const asked = await agent.call(...CANCEL);
  expect(asked.code).toBe('approval_required');
  await installation.command('approvals', 'approve', idIn(asked));
  expect((await agent.call(...CANCEL)).isError).toBe(false);
});

test('a client that never answers holds nothing up, and its form is taken back once somebody else has decided', async () => {
  const installation = await openInstallation(approvedBy('elicitation', 'cli'), {
    GUARD_APPROVAL_WAIT: '60',
  });
  const { client, asked } = clientWithForms(never);
  const agent = await installation.agent({}, client);
  const call = agent.call(...CANCEL);
  await until(() => asked.length > 0);
  const id = /\w{4}-\w{4}/.exec(asked[0]?.message ?? '')?.[0] ?? '';
  await installation.command('approvals', 'approve', id);
  expect((await call).isError).toBe(false);
  expect((await agent.call('whmcs_get_orders', { id: ORDER })).isError).toBe(false);
});

test('where two people must say yes, a form is not even shown: one of them may be whoever answers it', async () => {
  const installation = await openInstallation({
    ...ASK_TO_CANCEL,
    classes: { destructive: { require_approval: { channels: ['elicitation', 'cli'] } } },
    tools: { whmcs_cancel_order: { require_approval: { approvers: 2 } } },
  });
  const { client, asked } = clientWithForms(() => YES);
  const agent = await installation.agent({}, client);
  const first = await agent.call(...CANCEL);
  expect(first.code).toBe('approval_required');
  expect((await installation.command('approvals', 'approve', idIn(first))).out).toContain('1 of 2');
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(asked).toEqual([]);
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('a client that fails at the form leaves the request waiting', async () => {
  const installation = await openInstallation(approvedBy('elicitation', 'cli'), { GUARD_APPROVAL_WAIT: '2' });
  const { client } = clientWithForms(() => {
    throw new Error('no window');
  });
  const agent = await installation.agent({}, client);
  const answer = await agent.call(...CANCEL);
  expect(answer).toMatchObject({ code: 'approval_required', details: { state: 'pending' } });
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('a client that can open pages is offered the one in the console, and accepting to open it approves nothing', async () => {
  const installation = await openInstallation(approvedBy('console'), { GUARD_APPROVAL_WAIT: '3' });
  const { url } = await openConsole(installation);
  const { client, asked } = clientWithForms(() => ({ action: 'accept' }));
  const agent = await installation.agent({}, client);
  const answer = await agent.call(...CANCEL);
  expect(answer).toMatchObject({ code: 'approval_required', details: { state: 'pending' } });
  expect(asked).toMatchObject([{ mode: 'url', url: `${url}/approvals/${idIn(answer)}` }]);
  expect(installation.arrived('CancelOrder')).toEqual([]);
});
