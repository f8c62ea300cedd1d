import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Agent,
  ALLOW_ALL,
  credentialsFor,
  done,
  policyFile,
  sandboxed,
  temporaryFolder,
} from '../harness.js';
import { finished, overStdio } from '../program.js';
import { describePostgres, serverForSuite } from './postgres-engine.js';

const PASSWORD = 'hunter2-secret';
const NOTE = 'whmcs_add_ticket_note';
let notes = 0;
/** A write that was not made before. */
const write = (agent: Agent) => {
  notes += 1;
  return agent.call(NOTE, { ticketid: 404, message: `note ${notes}` });
};

describePostgres('servers on one PostgreSQL', () => {
  const server = serverForSuite();
  let settings: Record<string, string>;
  beforeEach(async () => {
    const state = await server().newState();
    // It is trusted without one; what matters is where the password comes out.
    settings = {
      ...credentialsFor(await sandboxed()),
      GUARD_POLICY: policyFile(ALLOW_ALL),
      GUARD_STATE: `${state}&password=${PASSWORD}`,
      LOG_LEVEL: 'debug',
      HOME: temporaryFolder(),
    };
  });

  describe('a password in GUARD_STATE', { timeout: 60_000 }, () => {
    test('comes out nowhere: answers, log, list of servers, journal, commands', async () => {
      const agent = await overStdio(settings);
      const echoed = await agent.call(NOTE, { ticketid: 404, message: `the password is ${PASSWORD}` });
      const read = await agent.call('whmcs_get_ticket', { ticketid: 404 });
      const typed = [
        ['audit', 'list'],
        ['audit', 'export'],
        ['audit', 'verify'],
        ['halt', 'enough'],
        ['resume'],
        ['tools'],
        ['backup', join(settings.HOME ?? '', 'copy')],
      ];
      const said: string[] = [JSON.stringify([echoed, read]), agent.log()];
      for (const words of typed) {
        const { out, err } = await finished(words, settings);
        said.push(out, err);
      }
      const rows = await server().query(
        'SELECT body FROM journal',
        (settings.GUARD_STATE ?? '').replace(/&password=.*/, ''),
      );
      expect(rows.length).toBeGreaterThan(2);
      said.push(JSON.stringify(rows));
      expect(said.join('\n')).toContain('postgres://');
      expect(said.join('\n')).not.toContain(PASSWORD);
    });
  });

  test('a halt that has answered stops the writes of all of them, and reads go on', {
    timeout: 60_000,
  }, async () => {
    const [one, other] = [await overStdio(settings), await overStdio(settings)];
    for (const agent of [one, other]) done(await write(agent));
    expect(await finished(['halt', 'odd', 'refunds'], settings)).toMatchObject({ code: 0 });
    for (const agent of [one, other]) {
      expect(await write(agent)).toMatchObject({ code: 'policy_denied', details: { rule: '(halted)' } });
      done(await agent.call('whmcs_get_currencies'));
    }
    expect(await finished(['resume'], settings)).toMatchObject({ code: 0 });
    for (const agent of [one, other]) done(await write(agent));
  });

  test('a person whose shell does not know the database stops the servers of this machine', {
    timeout: 60_000,
  }, async () => {
    const { HOME = '' } = settings;
    const agent = await overStdio(settings);
    done(await write(agent));
    const halted = await finished(['halt'], { HOME });
    expect(halted).toMatchObject({ code: 0, out: expect.stringContaining('1 live server') });
    expect(await write(agent)).toMatchObject({ code: 'policy_denied', details: { rule: '(halted)' } });
    expect(await finished(['resume'], { HOME })).toMatchObject({ code: 0 });
    done(await write(agent));
  });
});
