import { describe, expect, onTestFinished, test } from 'vitest';
import {
  type Agent,
  ALLOW_ALL,
  credentialsFor,
  done,
  openProgram,
  policyFile,
  sandboxed,
  unmarked,
  until,
} from '../harness.js';
import { spawnStdio } from '../program.js';
import { IS_WHOLE } from '../setup/whole.js';
import { onSharedEngines } from '../store/shared-engines.js';
import { gated } from './gated-whmcs.js';
import { decide, type Line, mail, moved, planned, states, writesSent } from './plan-stage.js';

const NOTE: Line = { tool: 'whmcs_add_ticket_note', arguments: { ticketid: 404, message: 'Looked at.' } };
const SIX = [moved(6), moved(7), NOTE, moved(8), mail(9), moved(10)];
const WRITES = ['UpdateClient', 'UpdateClient', 'AddTicketNote', 'UpdateClient', 'SendEmail', 'UpdateClient'];

const tell = async (agent: Agent) => unmarked(done(await planned(agent, SIX)));

onSharedEngines((newLocation, _engine, meddle) => {
  /** Servers on one state, a WHMCS whose answers can be held back, and a plan of six lines that a person has approved. */
  async function approvedPlan(servers: number) {
    const sandbox = await sandboxed();
    const whmcs = await gated(sandbox);
    const state = await newLocation();
    const settings = {
      ...credentialsFor(sandbox),
      WHMCS_API_URL: whmcs.url,
      WHMCS_MEMORY_S: '0',
      GUARD_TOOLSETS: 'plans',
      GUARD_POLICY: policyFile(ALLOW_ALL),
      GUARD_STATE: state,
      LOG_LEVEL: 'silent',
    };
    const { app } = openProgram(settings);
    const agents = await Promise.all(Array.from({ length: servers }, () => spawnStdio(settings)));
    onTestFinished(async () => {
      for (const { client } of agents) await client.close();
    });
    const [first] = agents;
    if (first === undefined) throw new Error('nobody was started');
    const asked = await planned(first, SIX);
    await decide({ app }, asked);
    return { agents, app, request: String(asked.details.approval), sandbox, state, whmcs };
  }

  /** Kills the server that carries out the plan while WHMCS has a request of its and keeps the answer back. */
  async function killedAt(on: Awaited<ReturnType<typeof approvedPlan>>, agent: Agent, action: string) {
    const held = on.whmcs.hold(action);
    const lost = planned(agent, SIX).catch(() => undefined);
    await held.arrived;
    const standing = await on.app.approvals.get(on.request);
    process.kill((agent.client.transport as unknown as { pid: number }).pid, 'SIGKILL');
    await lost;
    held.release();
    await until(() => on.sandbox.requests.some((request) => request.action === action));
    // What the dead server was alone with is free in 15 s, which the whole run waits for.
    if (!IS_WHOLE) await meddle(on.state, 'DELETE FROM lease');
    return standing?.state;
  }

  describe('an approved plan of six lines', { timeout: 120_000 }, () => {
    test('goes on after its server was killed before the first line, and at the third', async () => {
      const on = await approvedPlan(3);
      const [one, two, three] = on.agents as [Agent, Agent, Agent];
      expect(await killedAt(on, one, 'GetClientsDetails')).toBe('used');
      expect(writesSent(on.sandbox)).toEqual([]);
      await killedAt(on, two, 'AddTicketNote');
      const told = await tell(three);
      expect(states(told)).toEqual(['done', 'done', 'unknown', 'done', 'done', 'done']);
      expect(told.request).toBe(on.request);
      const earlier = (told.lines as { earlier?: string }[]).filter((line) => line.earlier);
      expect(earlier).toMatchObject([{ line: 1 }, { line: 2 }, { line: 3 }]);
      expect(writesSent(on.sandbox)).toEqual(WRITES);
      expect(states(await tell(three))).toEqual(states(told));
      expect(writesSent(on.sandbox)).toEqual(WRITES);
    });

    test('is carried out once where two servers are told to at once', async () => {
      const on = await approvedPlan(2);
      for (const told of await Promise.all(on.agents.map(tell)))
        expect(states(told)).toEqual(SIX.map(() => 'done'));
      expect(writesSent(on.sandbox)).toEqual(WRITES);
    });
  });
});
