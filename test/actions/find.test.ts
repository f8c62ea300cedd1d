import { describe, expect, test } from 'vitest';
import { done } from '../harness.js';
import { desk } from './stage.js';

interface Found {
  readonly action: string;
  readonly call?: string;
  readonly off?: string;
}
type Finder = Awaited<ReturnType<typeof desk>>['agent'];

async function found(agent: Finder, query: string): Promise<Found[]> {
  return done(await agent.call('whmcs_find_action', { query })).actions as Found[];
}

describe('whmcs_find_action', () => {
  test.each([
    ['ban an ip', 'AddBannedIp'],
    ['block an address from signing in', 'AddBannedIp'],
    ['staff notes of a ticket', 'GetTicketNotes'],
    ['publish news', 'AddAnnouncement'],
    ['who is online', 'GetStaffOnline'],
    ['canned replies', 'GetTicketPredefinedReplies'],
    ['what the cron did', 'GetAutomationLog'],
    ['remove a stored card', 'DeletePayMethod'],
    ['getautomationlog', 'GetAutomationLog'],
  ])('leads from "%s" to %s', async (query, action) => {
    const { agent, sent } = await desk();
    expect((await found(agent, query)).map((one) => one.action)).toContain(action);
    expect(sent()).toEqual([]);
  });

  test('names the tool where one does it, and says which set is off', async () => {
    const { agent } = await desk();
    const invoices = await found(agent, 'create an invoice');
    expect(invoices.find(({ action }) => action === 'CreateInvoice')?.call).toBe('whmcs_create_invoice');
    const credits = await found(agent, 'GetCredits');
    expect(credits[0]).toMatchObject({
      action: 'GetCredits',
      off: expect.stringContaining('whmcs_get_credits'),
    });
  });

  test('leaves out what the policy lets nobody call', async () => {
    const { agent } = await desk({ hide: ['action:GetStaffOnline', 'whmcs_create_invoice'] });
    expect((await found(agent, 'GetStaffOnline')).map(({ action }) => action)).not.toContain(
      'GetStaffOnline',
    );
    expect((await found(agent, 'create an invoice')).map(({ action }) => action)).not.toContain(
      'CreateInvoice',
    );
    const readOnly = await desk({}, { GUARD_READ_ONLY: '1' });
    const left = await found(readOnly.agent, 'add an announcement');
    expect(left.map(({ action }) => action)).toContain('GetAnnouncements');
    expect(left.map(({ action }) => action)).not.toContain('AddAnnouncement');
  });

  test('says of what is never called why, and finds it by no words', async () => {
    const { agent } = await desk();
    const told = done(await agent.call('whmcs_find_action', { query: 'DecryptPassword' }));
    expect(told.never).toMatch(/^DecryptPassword is never called\. It shows secrets/);
    expect(JSON.stringify(await found(agent, 'decrypt an encrypted password'))).not.toContain(
      'DecryptPassword',
    );
  });
});

describe('whmcs_describe_action', () => {
  test('tells parameters, class, effects, answers and errors', async () => {
    const { agent, sent } = await desk();
    const told = done(await agent.call('whmcs_describe_action', { action: 'addproduct' }));
    expect(told).toMatchObject({ action: 'AddProduct', class: 'financial', call: 'whmcs_call_action' });
    expect(told.parameters).toContainEqual({ name: 'name', type: 'string', required: true });
    expect(told.parameters).toContainEqual({
      name: 'paytype',
      type: 'string',
      values: ['free', 'onetime', 'recurring'],
    });
    expect(told.effects).toContain('money');
    expect(sent()).toEqual([]);
  });

  test('names the tool that calls it', async () => {
    const { agent } = await desk();
    expect(done(await agent.call('whmcs_describe_action', { action: 'CancelOrder' })).call).toBe(
      'whmcs_cancel_order',
    );
  });

  test.each([
    ['SetConfigurationValue', /never called.*changes any setting/],
    ['GetAnouncements', /Did you mean "GetAnnouncements"/],
    ['Nonsense at all', /documents no action/],
  ])('refuses %s', async (action, why) => {
    const { agent } = await desk();
    expect(done(await agent.call('whmcs_describe_action', { action })).refused).toMatch(why);
  });

  test('tells nothing of what the policy hides', async () => {
    const { agent } = await desk({ hide: ['action:GetStaffOnline'] });
    const told = done(await agent.call('whmcs_describe_action', { action: 'GetStaffOnline' }));
    expect(Object.keys(told)).toEqual(['action', 'refused']);
  });
});
