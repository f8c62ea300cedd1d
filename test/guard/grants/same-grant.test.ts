import { describe, expect, test } from 'vitest';
import { type Caller, sessionFor } from '../../../src/guard/index.js';
import { callingTools } from '../../every-tool.js';
import { type Agent, ALLOW_ALL, type Answer, done, openProgram, policyFile } from '../../harness.js';
import { recorder } from '../../recorder.js';

// Two identities of one grant: nothing but their names tells them apart.

const TOOLS = [...callingTools().values()];
const WRITES = TOOLS.filter(({ risk }) => risk !== 'read');

const identity = (name: string): Caller => ({ name: `${name}@example.com`, channel: 'http', grant: 'desk' });

const shown = ({ text, details }: Answer) => `${text}\n${JSON.stringify(details)}`;

/** The program before a WHMCS that answers every tool, for callers of the grant `desk`. */
async function stage(policy: Record<string, unknown>) {
  const whmcs = await recorder();
  // Nobody has asked for the end of a service yet.
  whmcs.answers.set('GetCancelledPackages', { result: 'success', totalresults: 0, packages: '' });
  const document = { ...ALLOW_ALL, grants: { desk: {} }, ...policy };
  const program = openProgram({ ...whmcs.env, WHMCS_RATE: '0', GUARD_POLICY: policyFile(document) });
  const connect = (name: string) => program.connectAs(sessionFor(identity(name)));
  return { ...program, connect };
}

const agentsOf = async ({ connect }: { connect(name: string): Promise<Agent> }) => ({
  a: await connect('ann'),
  b: await connect('ben'),
});

// Each goes through all tools.
describe('tool by tool, A', { timeout: 120_000 }, () => {
  test('gets no request of B’s, and nothing of what people said of it', async () => {
    const at = await stage({ all_tools: { require_approval: true } });
    const { a, b } = await agentsOf(at);
    const [again, other] = [await at.connect('ann'), await at.connect('ben')];
    const vote = (answer: Answer, yes: boolean) =>
      at.app.approvals.vote(String(answer.details.approval), {
        who: 'ada',
        channel: 'cli',
        yes,
        reason: 'said to Ben',
      });
    for (const { name, sample } of TOOLS) {
      const call = (agent: Agent) => agent.call(name, sample.least);
      const asked = await call(b);
      expect(asked, name).toMatchObject({ code: 'approval_required', details: { state: 'pending' } });
      const own = await call(a);
      expect(own, name).toMatchObject({ code: 'approval_required', details: { state: 'pending' } });
      expect(own.details.approval, name).not.toBe(asked.details.approval);
      await vote(asked, true);
      // Another session of the same identity is the same identity.
      const meanwhile = await call(again);
      expect(meanwhile.details, name).toMatchObject({ approval: own.details.approval, state: 'pending' });
      expect(String((await call(other)).code), name).not.toBe('approval_required');
      const denied = await call(b);
      await vote(denied, false);
      expect((await call(other)).code, name).toBe('approval_denied');
      const later = await call(a);
      expect(later.details, name).toMatchObject({ approval: own.details.approval, state: 'pending' });
      for (const answer of [own, meanwhile, later]) {
        expect(shown(answer), name).not.toMatch(/\bben\b|said to/i);
        for (const { details } of [asked, denied])
          expect(shown(answer), name).not.toContain(String(details.approval));
      }
      await vote(own, true);
      expect(String((await call(a)).code), name).not.toMatch(/^approval/);
    }
  });

  test('is kept waiting by no number of requests of B’s', async () => {
    const { connect } = await stage({ all_tools: { require_approval: true } });
    const b = await connect('ben');
    const codes: (string | undefined)[] = [];
    for (const { name, sample } of TOOLS) codes.push((await b.call(name, sample.least)).code);
    expect(codes.slice(-1)).toEqual(['policy_denied']);
    for (const { name, sample } of TOOLS) {
      const a = await connect(`ann.${name}`);
      expect((await a.call(name, sample.least)).code, name).toBe('approval_required');
    }
  });

  test('has all of a limit that B has used up, and is not told of it', async () => {
    const limits = [{ counter: 'calls of {tool}', window: 'month', max: 1 }];
    const at = await stage({ all_tools: { limits } });
    const { a, b } = await agentsOf(at);
    for (const { name, sample } of TOOLS) {
      expect((await b.call(name, sample.least)).code, name).not.toBe('rate_limited');
      expect((await b.call(name, sample.least)).code, name).toBe('rate_limited');
      expect((await a.call(name, sample.least)).code, name).not.toBe('rate_limited');
    }
    const whom = (await at.app.guard.limits()).map((limit) => limit.whom);
    expect(new Set(whom)).toEqual(new Set(['caller ann@example.com', 'caller ben@example.com']));
  });

  test('is not tainted by what B has read', async () => {
    const tainted = { conditions: [{ path: 'session.tainted', op: 'eq', value: true }], on_deny: 'Tainted.' };
    const { connect } = await stage({ all_tools: { deny_if: [tainted] } });
    const b = await connect('ben');
    done(await b.call('whmcs_get_ticket', { ticketid: 1 }));
    for (const { name, sample } of TOOLS) {
      expect((await b.call(name, sample.least)).text, name).toContain('Tainted.');
      // Each tool is called by somebody who has read nothing yet.
      const a = await connect(`ann.${name}`);
      expect((await a.call(name, sample.least)).text, name).not.toContain('Tainted.');
    }
  });

  test('is told of a write that B made by neither its id nor its time, and not by whom', async () => {
    const at = await stage({ classes: {} });
    const { a, b } = await agentsOf(at);
    let duplicates = 0;
    for (const { name, sample } of WRITES) {
      const first = await b.call(name, sample.least);
      const [made] = (await at.app.journal.calls({ limit: 1 })).calls;
      expect(made, name).toMatchObject({ tool: name, caller: 'ben@example.com' });
      const second = shown(await a.call(name, sample.least));
      expect(second, name).not.toContain(String(made?.call));
      expect(second, name).not.toContain(String(made?.session));
      expect(second, name).not.toMatch(/\bben\b/i);
      expect(first.isError || !second.includes('duplicate_call') || !/T\d\d:\d\d/.test(second), name).toBe(
        true,
      );
      if (second.includes('duplicate_call')) duplicates += 1;
    }
    expect(duplicates).toBeGreaterThan(10);
  });

  test('finds in none of its answers what the journal knows B by', async () => {
    const at = await stage({});
    const { a, b } = await agentsOf(at);
    for (const { name, sample } of TOOLS) await b.call(name, sample.least);
    const { calls } = await at.app.journal.calls({ caller: 'ben@example.com', limit: TOOLS.length });
    expect(calls).toHaveLength(TOOLS.length);
    const known = [...new Set(calls.flatMap(({ call, session, caller }) => [call, session, caller]))];
    for (const { name, sample } of TOOLS) {
      const told = shown(await a.call(name, sample.least));
      expect(
        known.filter((one) => told.includes(one)),
        name,
      ).toEqual([]);
    }
  });
});
