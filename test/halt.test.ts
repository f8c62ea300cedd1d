import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Agent,
  ALLOW_ALL,
  credentialsFor,
  done,
  policyFile,
  sandboxed,
  temporaryFolder,
  until,
} from './harness.js';
import { finished, overStdio, run } from './program.js';

const NOTE = 'whmcs_add_ticket_note';
let notes = 0;
/** A write that was not made before. */
const note = () => {
  notes += 1;
  return { ticketid: 404, message: `note ${notes}` };
};

/** The home of a person, and servers that a client starts there with variables of its own. */
async function person() {
  const home = temporaryFolder();
  const sandbox = await sandboxed();
  const settings = { ...credentialsFor(sandbox), GUARD_POLICY: policyFile(ALLOW_ALL), HOME: home };
  return {
    home,
    live: join(home, '.local', 'state', 'whmcs-mcp', 'live'),
    settings,
    /** What the person types into a shell that knows nothing of the servers. */
    types: (...args: string[]) => finished(args, { HOME: home }),
    async serves(env: Record<string, string> = {}) {
      const state = join(temporaryFolder(), 'state.db');
      const agent = await overStdio({
        ...settings,
        XDG_STATE_HOME: join(home, 'elsewhere'),
        GUARD_STATE: state,
        ...env,
      });
      return { agent, state, write: () => agent.call(NOTE, note()) };
    },
  };
}

describe('halt', { timeout: 40_000 }, () => {
  test('finds the servers of its user, whatever they were started with, and says which it stopped', async () => {
    const { types, serves } = await person();
    const [one, other, inMemory] = [await serves(), await serves(), await serves({ GUARD_STATE: 'memory' })];
    for (const { write } of [one, other, inMemory]) done(await write());

    const halted = await types('halt', 'odd', 'refunds');
    expect(halted).toMatchObject({ code: 0, out: expect.stringContaining('3 live servers') });
    expect(halted.out).toContain(one.state);
    expect(halted.out).toContain(other.state);
    for (const { write, agent } of [one, other, inMemory]) {
      expect(await write()).toMatchObject({ code: 'policy_denied', details: { rule: '(halted)' } });
      done(await agent.call('whmcs_get_currencies'));
    }

    expect(await types('resume')).toMatchObject({ code: 0, out: expect.stringContaining('3 live servers') });
    for (const { write } of [one, other, inMemory]) done(await write());
    const events = await finished(['audit', 'events', '--json'], { GUARD_STATE: one.state });
    const told = JSON.parse(events.out).map(({ body }: { body: unknown }) => body);
    expect(told).toContainEqual(expect.objectContaining({ event: 'halt', reason: 'odd refunds' }));
    expect(told).toContainEqual(expect.objectContaining({ event: 'resume' }));
  });

  test('--state stops those that share it, and no other', async () => {
    const { types, serves } = await person();
    const [one, other] = [await serves(), await serves()];
    const halted = await types('halt', '--state', one.state);
    expect(halted).toMatchObject({ code: 0, out: expect.stringContaining('1 live server on') });
    expect((await one.write()).code).toBe('policy_denied');
    done(await other.write());
    expect((await types('resume', '--state', one.state)).code).toBe(0);
    done(await one.write());
  });

  test('fails where no server is stopped by it, and leaves no file', async () => {
    const { home, types } = await person();
    const nobody = await types('halt');
    expect(nobody).toMatchObject({ code: 1, out: '', err: expect.stringContaining('nothing was stopped') });
    // Node.js 22 keeps compiled code there.
    expect(readdirSync(home).filter((name) => name !== '.cache')).toEqual([]);
    const state = join(temporaryFolder(), 'state.db');
    expect(await finished(['halt'], { GUARD_STATE: state })).toMatchObject({ code: 1, out: '' });
    expect(existsSync(state)).toBe(false);
  });

  test('is kept for servers to come where the state is there, and still fails', async () => {
    const { types, settings } = await person();
    expect((await types('audit', 'list')).code).toBe(0);
    const noted = await types('halt');
    expect(noted).toMatchObject({ code: 1, err: expect.stringContaining('stays halted') });
    const agent = await overStdio({ ...settings, GUARD_STATE: '' });
    expect((await agent.call(NOTE, note())).code).toBe('policy_denied');
    expect((await types('resume')).code).toBe(0);
    done(await agent.call(NOTE, note()));
  });

  test('counts no server that was killed, and forgets it', async () => {
    const { live, types, settings } = await person();
    const server = run([], { ...settings, GUARD_STATE: join(temporaryFolder(), 'state.db') });
    await until(() => existsSync(live) && readdirSync(live).some((name) => name.endsWith('.json')));
    server.child.kill('SIGKILL');
    await server.exit;
    expect(readdirSync(live)).toHaveLength(1);
    expect((await types('halt')).code).toBe(1);
    expect(readdirSync(live)).toEqual([]);
  });

  test('a server that ends takes itself off the list, which nobody else can read', async () => {
    const { live, serves } = await person();
    const { agent } = await serves();
    expect(readdirSync(live)).toHaveLength(1);
    expect(statSync(live).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(live)) expect(statSync(join(live, name)).mode & 0o777).toBe(0o600);
    await agent.client.close();
    await until(() => readdirSync(live).length === 0);
  });

  test('does not mind what else lies in the list', async () => {
    const { live, types, serves } = await person();
    const { write } = await serves();
    writeFileSync(join(live, 'a.json'), 'no JSON');
    writeFileSync(join(live, 'b.json'), '{"pid":1}');
    writeFileSync(
      join(live, 'c.json'),
      JSON.stringify({ pid: -1, state: '/', folder: '', space: '', since: '' }),
    );
    writeFileSync(join(live, 'd.txt'), '');
    mkdirSync(join(live, 'e.json'));
    expect(await types('halt')).toMatchObject({ code: 0, out: expect.stringContaining('1 live server.') });
    expect((await write()).code).toBe('policy_denied');
  });

  test.skipIf(process.platform === 'win32')('trusts no list that others can write, and says so', async () => {
    const { live, types, serves } = await person();
    await serves();
    chmodSync(live, 0o777);
    const halted = await types('halt');
    expect(halted).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`chmod o-w ${live}`) });
    expect(halted.err).toMatch(/^whmcs-mcp halt: .*\n$/);
  });

  test('says which server it could not stop', async () => {
    const { types, serves } = await person();
    const { write } = await serves();
    const broken = await serves();
    writeFileSync(broken.state, 'not a database any more'.repeat(1000));
    const halted = await types('halt');
    expect(halted.code).toBe(1);
    expect(halted.err).toContain('NOT ALL IS HALTED');
    expect(halted.err).toContain(broken.state);
    expect((await write()).code).toBe('policy_denied');
  });
});

/** A payment that a person has to approve, and that WHMCS takes. */
async function paymentFor(agent: Agent) {
  const { items } = done(await agent.call('whmcs_get_invoices', { status: 'Unpaid', limitnum: 1 }));
  return { invoiceid: Number(items[0]?.id), amount: '1.00', gateway: 'banktransfer' };
}

describe('what the sandbox asks for', { timeout: 40_000 }, () => {
  test('is approved by the command that the answer names, typed into any shell of the user', async () => {
    const { home, types } = await person();
    const agent = await overStdio({ HOME: home, GUARD_STATE: '' }, ['--sandbox']);
    const payment = await paymentFor(agent);
    const asked = await agent.call('whmcs_add_payment', payment);
    expect(asked.code).toBe('approval_required');
    const [, command = ''] = /whmcs-mcp (approvals approve \S+?)[.,]?(?:\s|$)/.exec(asked.text) ?? [];
    const id = command.split(' ').at(-1) ?? '';

    expect((await types('approvals')).out).toContain(id);
    expect((await types('approvals', 'show', id)).out).toContain(String(payment.invoiceid));
    expect(await types(...command.split(' '))).toMatchObject({
      code: 0,
      out: `${id} is approved. It is good for one call: tell the agent to go on.\n`,
    });
    expect(await types(...command.split(' '))).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${id} is approved already.`),
    });
    done(await agent.call('whmcs_add_payment', payment));
    expect(await types('approvals', 'approve', id)).toMatchObject({
      code: 1,
      err: expect.stringContaining(`${id} is used already.`),
    });
    // Where its calls are written down is told to whoever looks for them in the usual place.
    expect((await types('audit')).out).toContain('whmcs-mcp audit --sandbox');
    expect((await types('audit', '--sandbox')).out).toContain('whmcs_add_payment');
    await agent.client.close();
    expect((await types('audit', '--sandbox')).out).toContain('whmcs_add_payment');
  });

  test('is approved with --sandbox too, and its page is one command away', async () => {
    const { home, types } = await person();
    // The page may be there before the server is.
    const console = run(['console', '--sandbox', '--port', '0'], { HOME: home });
    await until(() => console.out().includes('Sign in once'));
    const agent = await overStdio({ HOME: home, GUARD_STATE: '' }, ['--sandbox']);
    const payment = await paymentFor(agent);
    const [, address = ''] = /console is at (\S+)/.exec(console.out()) ?? [];
    const asked = await agent.call('whmcs_add_payment', payment);
    expect(asked.text).toContain(address);
    const [id = ''] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(asked.text) ?? [];
    const listed = await types('approvals', 'list', '--json', '--sandbox');
    expect(JSON.parse(listed.out)).toMatchObject([{ id, state: 'pending' }]);
    expect((await types('approvals', 'approve', id, '--sandbox')).code).toBe(0);
    done(await agent.call('whmcs_add_payment', payment));
    console.child.kill('SIGTERM');
    expect(await console.exit).toBe(0);
  });
});
