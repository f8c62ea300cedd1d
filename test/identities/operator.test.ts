import { expect, test } from 'vitest';
import {
  ASK_TO_CANCEL,
  type Installation,
  idIn,
  ORDER,
  openConsole,
  openInstallation,
} from '../approvals/installation.js';

const CANCEL = ['whmcs_cancel_order', { orderid: ORDER }] as const;

const TWO_PEOPLE = {
  ...ASK_TO_CANCEL,
  tools: { whmcs_cancel_order: { require_approval: { approvers: 2 } } },
};

/** Signs in by the link of a real console and says yes to a request; resolves to the page that answers. */
async function approveInConsole(installation: Installation, id: string): Promise<string> {
  const { url, link } = await openConsole(installation);
  const post = (path: string, fields: Record<string, string>, cookie = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url, cookie },
      body: new URLSearchParams(fields).toString(),
    });
  const signedIn = await post('/sign-in', { token: new URL(link).searchParams.get('token') ?? '' });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const read = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).text();
  const page = await read(`/approvals/${id}`);
  const action = /<form[^>]+action="(\/approvals\/[^"]*)"[^>]*>/.exec(page)?.[1] ?? '';
  const csrf = /name="csrf"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? '';
  const answer = await post(action, { csrf, decision: 'approve', reason: '' }, cookie);
  return answer.status === 303 ? read(`/approvals/${id}`) : answer.text();
}

test('the operator of the console and the one of the command line are one person: console first', async () => {
  const installation = await openInstallation(TWO_PEOPLE);
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  expect(await approveInConsole(installation, id)).toContain('1 of 2');
  expect(await installation.command('approvals', 'approve', id)).toMatchObject({
    code: 3,
    err: expect.stringContaining('another person'),
  });
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(installation.arrived('CancelOrder')).toEqual([]);
});

test('the operator of the console and the one of the command line are one person: command line first', async () => {
  const installation = await openInstallation(TWO_PEOPLE);
  const agent = await installation.agent();
  const id = idIn(await agent.call(...CANCEL));
  expect((await installation.command('approvals', 'approve', id)).out).toContain('1 of 2');
  expect(await approveInConsole(installation, id)).toContain('You have said yes');
  expect((await installation.command('approvals', 'show', id)).out).toContain('pending');
  expect((await agent.call(...CANCEL)).code).toBe('approval_required');
  expect(installation.arrived('CancelOrder')).toEqual([]);
});
