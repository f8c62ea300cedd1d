import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textOf } from '../../src/approvals/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import type { Answering } from '../answers/stage.js';
import { ALLOW_ALL, done, policyFile, unmarked } from '../harness.js';
import { decide, mail, moved, PLAN, planned, planning, states, UPDATE, writesSent } from './plan-stage.js';

const CITY = 'Newfield upon Sea';
const THREE = [6, 7, 8].map((id) => moved(id, CITY));
const ASKING = { tools: { [UPDATE]: { require_approval: {} } } };

const movedIn = ({ sandbox }: Answering) =>
  [6, 7, 8].filter((client) => sandbox.state.clients.find(({ id }) => id === client)?.city === CITY);

const told = async (on: Answering, calls = THREE) => unmarked(done(await planned(on.agent, calls)));

/** Carries out an approved plan of three, while something happens as its second line begins. */
async function asTheSecondBegins(on: Answering, happens: (request: string) => Promise<unknown>) {
  const asked = await planned(on.agent, THREE);
  await decide(on, asked);
  let happening: Promise<unknown> | undefined;
  const onStep = (words: string) => {
    if (words === 'line 2 of 3') happening = happens(String(asked.details.approval));
  };
  const outcome = await on.app.guard.call(sessionFor(LOCAL_CALLER), PLAN, { calls: THREE }, { onStep });
  await happening;
  if (!outcome.ok) throw new Error(outcome.message);
  return unmarked(JSON.parse(outcome.text));
}

const saying = (on: Answering, id: string, yes: boolean, denied?: number[]) =>
  on.app.approvals.vote(id, {
    ...{ who: 'anna', channel: 'cli' as const, yes, reason: 'wait for Ben' },
    ...(denied && { denied }),
  });

describe('a plan decided by line', () => {
  test('leaves out the lines that a person denied, and names them', async () => {
    const on = await planning(ASKING);
    await decide(on, await planned(on.agent, THREE), true, 'anna', [2]);
    const answer = await told(on);
    expect(answer).toMatchObject({ done: 2, denied: 1, left_out: 0 });
    expect(answer.lines).toMatchObject([
      { state: 'done' },
      {
        line: 2,
        state: 'denied',
        code: 'approval_denied',
        says: expect.stringContaining('line 2 of request'),
      },
      { state: 'done' },
    ]);
    expect(movedIn(on)).toEqual([6, 8]);
    expect(await told(on)).toMatchObject({ done: 2, denied: 1 });
    expect(writesSent(on.sandbox)).toHaveLength(2);
    // No call is made for what was denied.
    await on.app.guard.idle();
    expect((await on.app.journal.calls({ tool: UPDATE, limit: 5 })).calls).toHaveLength(2);
  });

  test('needs as many people for each line; one no to a line is enough', async () => {
    const on = await planning({ tools: { [UPDATE]: { require_approval: { approvers: 2 } } } });
    const asked = await planned(on.agent, THREE);
    await decide(on, asked, true, 'anna', [1]);
    expect(await planned(on.agent, THREE)).toMatchObject({ code: 'approval_required' });
    expect(writesSent(on.sandbox)).toEqual([]);
    await decide(on, asked, true, 'ben', [3]);
    expect(states(await told(on))).toEqual(['denied', 'done', 'denied']);
    expect(movedIn(on)).toEqual([7]);
  });

  test.each(['one of its lines', 'all of it'])(
    'of which somebody denied %s is not asked for in another dress',
    async (what) => {
      const on = await planning(ASKING);
      const asked = await planned(on.agent, THREE);
      if (what === 'all of it') await decide(on, asked, false);
      else await decide(on, asked, true, 'anna', [2]);
      const denied = { code: 'approval_denied', details: { line: 2 } };
      expect(await on.agent.call(UPDATE, moved(7, CITY).arguments)).toMatchObject(denied);
      // Another spelling of the same call.
      expect(await on.agent.call(UPDATE, { city: CITY, clientid: '7' })).toMatchObject(denied);
      expect(await planned(on.agent, [mail(6), moved(7, CITY)])).toMatchObject(denied);
      expect(await planned(on.agent, THREE.toReversed())).toMatchObject({
        code: 'approval_denied',
      });
      expect(await on.app.approvals.list({ states: ['pending'], limit: 5 })).toEqual([]);
      expect(writesSent(on.sandbox)).toEqual([]);
      // Another call is another question.
      expect(await on.agent.call(UPDATE, moved(7, 'Elsewhere').arguments)).toMatchObject({
        code: 'approval_required',
      });
    },
  );

  test('denies a line also where nobody has to be asked for it by itself, and no read', async () => {
    const on = await planning();
    await decide(on, await planned(on.agent, THREE), true, 'anna', [2]);
    expect(await on.agent.call(UPDATE, moved(7, CITY).arguments)).toMatchObject({ code: 'approval_denied' });
    done(await on.agent.call('whmcs_get_client_details', { clientid: 7 }));
    done(await on.agent.call(UPDATE, moved(7, 'Elsewhere').arguments));
    expect(movedIn(on)).toEqual([]);
  });

  test('holds no line that was denied by itself', async () => {
    const on = await planning(ASKING);
    await decide(on, await on.agent.call(UPDATE, moved(7, CITY).arguments), false);
    expect(await planned(on.agent, THREE)).toMatchObject({ code: 'approval_denied', details: { line: 2 } });
    expect(await on.app.approvals.list({ states: ['pending'], limit: 5 })).toEqual([]);
  });

  test('is decided by people of its caller’s grant alone, whole or by line', async () => {
    const on = await planning({
      ...ASKING,
      grants: { desk: { clients: [6, 7, 8] }, books: { clients: [6] } },
    });
    const agent = await on.connectAs({
      id: 'desk',
      caller: { name: 'desk@example.com', channel: 'http', grant: 'desk' },
    });
    const id = String((await planned(agent, THREE)).details.approval);
    const said = { who: 'ben', channel: 'console', yes: true, reason: '', denied: [2] } as const;
    for (const grants of [['books'], []])
      expect(await on.app.approvals.vote(id, { ...said, grants })).toMatchObject({ why: 'grant' });
    expect(await on.app.approvals.vote(id, { ...said, who: 'Desk@example.com' })).toMatchObject({
      why: 'own',
    });
    expect(await on.app.approvals.vote(id, { ...said, grants: ['desk'] })).toMatchObject({ counted: true });
    expect(states(unmarked(done(await planned(agent, THREE))))).toEqual(['done', 'denied', 'done']);
  });

  test('is shown line by line, and says who left out what', async () => {
    const on = await planning(ASKING);
    const asked = await planned(on.agent, [...THREE, mail(9)]);
    await decide(on, asked, true, 'anna', [1, 2, 4]);
    const request = await on.app.approvals.get(String(asked.details.approval));
    if (request === undefined) throw new Error('the request is gone');
    const [brief, whole] = [textOf(request), textOf(request, { whole: true })];
    for (const text of [brief, whole]) {
      expect(text).toContain('anna said yes but no to lines 1, 2 and 4 on the command line');
      expect(text).toMatch(/^(?:Line )?3[.:] .*client 8/m);
    }
    expect(brief).toContain('NOT ALL OF THE CALL IS SHOWN HERE');
    expect(whole).not.toContain('NOT ALL');
    expect(whole).toContain('- city: "Newfield upon Sea"');
  });
});

test('what can’t be undone is said once for all lines alike, after the note that there is more', async () => {
  const on = await planning();
  const asked = await planned(on.agent, [mail(6), moved(7), mail(8), mail(9)]);
  const request = await on.app.approvals.get(String(asked.details.approval));
  if (request === undefined) throw new Error('the request is gone');
  const text = textOf(request);
  expect(text.match(/A sent mail is not called back/g)).toHaveLength(1);
  expect(text).toContain('- Lines 1, 3 and 4: A sent mail is not called back');
  expect(text.indexOf('NOT ALL OF THE CALL')).toBeLessThan(text.indexOf('\n1. '));
});

describe('a plan under way', () => {
  test.each([
    ['all of what is left', false, undefined, ['done', 'denied', 'denied']],
    ['single lines', true, [3], ['done', 'done', 'denied']],
    ['the line that begins', true, [2], ['done', 'denied', 'done']],
  ] as const)('stops where a person denies %s', async (_, yes, denied, became) => {
    const on = await planning(ASKING);
    const answer = await asTheSecondBegins(on, (id) => saying(on, id, yes, denied && [...denied]));
    expect(states(answer)).toEqual(became);
    expect(JSON.stringify(answer)).toContain('wait for Ben');
    expect(writesSent(on.sandbox)).toHaveLength(became.filter((state) => state === 'done').length);
    expect(states(await told(on))).toEqual(became);
  });

  test('sends no further line after a halt', async () => {
    const on = await planning(ASKING);
    const answer = await asTheSecondBegins(on, async () =>
      (await on.app.store()).killSwitch.halt('Ada', 'looking', new Date()),
    );
    expect(states(answer)).toEqual(['done', 'left out', 'left out']);
    expect(answer.lines).toMatchObject([{}, { rule: '(halted)' }, { rule: '(halted)' }]);
    expect(movedIn(on)).toEqual([6]);
    await (await on.app.store()).killSwitch.resume('Ada', new Date());
    expect(states(await told(on))).toEqual(['done', 'done', 'done']);
    expect(writesSent(on.sandbox)).toHaveLength(3);
  });

  test('sends no further line after a change of the policy', async () => {
    const path = policyFile({ ...ALLOW_ALL });
    const on = await planning({}, { GUARD_POLICY: path });
    const answer = await asTheSecondBegins(on, async () =>
      writeFileSync(path, JSON.stringify({ ...ALLOW_ALL, hide: ['whmcs_delete_order'] })),
    );
    expect(states(answer)).toEqual(['done', 'left out', 'left out']);
    expect(movedIn(on)).toEqual([6]);
    expect(await planned(on.agent, THREE)).toMatchObject({ code: 'approval_required' });
  });
});
