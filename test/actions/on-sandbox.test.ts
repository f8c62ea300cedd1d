import { expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { credentialsFor, done, openProgram, sandboxed, unmarked } from '../harness.js';

/** A real client, the shipped policy and a person beside it. */
async function atTheDesk() {
  const sandbox = await sandboxed();
  const { app, connectAs } = openProgram({
    ...credentialsFor(sandbox),
    WHMCS_RATE: '0',
    WHMCS_TIMEZONE: 'UTC',
    GUARD_TOOLSETS: 'actions',
    GUARD_DESTRUCTIVE: 'all',
  });
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  const call = (action: string, params: object = {}) => agent.call('whmcs_call_action', { action, params });
  /** Makes a call that a person approves. */
  async function approved(action: string, params: object) {
    const asked = await call(action, params);
    expect({ action, code: asked.code, text: asked.text }).toMatchObject({
      action,
      code: 'approval_required',
    });
    const vote = { who: 'anna', channel: 'cli', yes: true, reason: '' } as const;
    await app.approvals.vote(String(asked.details.approval), vote);
    return done(await call(action, params));
  }
  return { sandbox, agent, call, approved };
}

test('an agent finds five actions that no tool has, and calls them: what writes past a person', async () => {
  const { sandbox, agent, call, approved } = await atTheDesk();
  const { actions } = done(await agent.call('whmcs_find_action', { query: 'publish a news item' }));
  expect(JSON.stringify(actions)).toContain('"AddAnnouncement"');

  const before = unmarked(done(await call('GetAnnouncements')));
  expect(before).toMatchObject({ totalresults: '1' });
  expect(done(await call('GetStaffOnline'))).toMatchObject({ totalresults: 1 });

  const news = { date: '2026-03-02 09:00:00', title: 'Moved', announcement: 'We moved.', published: true };
  const made = await approved('AddAnnouncement', news);
  expect(sandbox.state.announcements.at(-1)).toMatchObject({ title: 'Moved', published: true });
  await approved('DeleteAnnouncement', { announcementid: Number(made.announcementid) });
  expect(sandbox.state.announcements).toHaveLength(1);
  await approved('AddBannedIp', { ip: '192.0.2.7', reason: 'spam', days: 7 });
  expect(sandbox.state.bannedIps).toMatchObject([{ ip: '192.0.2.7', reason: 'spam' }]);
});

test('what the sandbox does not have, it refuses by name', async () => {
  const { call } = await atTheDesk();
  expect(await call('GetAutomationLog')).toMatchObject({ code: 'whmcs_error' });
});
