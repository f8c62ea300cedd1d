import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LOCAL_CALLER, sessionFor } from '../src/guard/index.js';
import { typed } from './commands/terminal.js';
import { ALLOW_ALL, done, openProgram, policyFile, temporaryFolder } from './harness.js';
import { recorder } from './recorder.js';

const NOTE = ['whmcs_add_ticket_note', { ticketid: 1, message: 'a note' }] as const;
const SOME = {
  WHMCS_API_URL: 'https://billing.example.com',
  WHMCS_API_IDENTIFIER: 'some-identifier',
  WHMCS_API_SECRET: 'some-secret',
};
const STRANGER = 4321;
const asRoot = process.getuid?.() === 0;

/** What lets others in, what of it is done to a file in a folder, and how the cure begins. */
const EXPOSED: readonly [string, (file: string, folder: string) => void, string][] = [
  ['a file that everybody can write', (file) => chmodSync(file, 0o666), 'chmod o-w'],
  ['a folder that everybody can write', (_file, folder) => chmodSync(folder, 0o777), 'chmod o-w'],
  ...(asRoot
    ? ([
        ["another user's file", (file) => chownSync(file, STRANGER, STRANGER), 'chown 0'],
        ["another user's folder", (_file, folder) => chownSync(folder, STRANGER, STRANGER), 'chown 0'],
      ] as [string, (file: string, folder: string) => void, string][])
    : []),
];

function placeIn(name: string) {
  const folder = join(temporaryFolder(), 'deep');
  mkdirSync(folder, { mode: 0o700 });
  return { folder, file: join(folder, name) };
}

async function serving(env: Record<string, string>) {
  const whmcs = await recorder();
  const program = openProgram({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), ...env });
  const agent = await program.connectAs(sessionFor(LOCAL_CALLER));
  const writes = () => whmcs.received.filter(({ action }) => action === 'AddTicketNote').length;
  return { agent, writes };
}

describe.skipIf(process.platform === 'win32')('a state', () => {
  test.each(EXPOSED)('in %s takes no write, and what reads goes on', async (_what, expose, cure) => {
    const { folder, file } = placeIn('state.db');
    writeFileSync(file, '', { mode: 0o600 });
    expose(file, folder);
    const { agent, writes } = await serving({ GUARD_STATE: file });
    expect((await agent.call(...NOTE)).code).toBe('internal');
    done(await agent.call('whmcs_get_currencies'));
    expect(writes()).toBe(0);
    expect(agent.log()).toContain(cure);
    for (const args of [['approvals'], ['audit', 'list']]) {
      const asked = await typed(args, { ...SOME, GUARD_STATE: file });
      expect(asked).toMatchObject({ code: 1, err: expect.stringContaining(cure) });
    }
  });

  test('that becomes everybody’s while it is in use takes no write until that is mended', async () => {
    const { file } = placeIn('state.db');
    const { agent, writes } = await serving({ GUARD_STATE: file });
    done(await agent.call(...NOTE));
    chmodSync(file, 0o666);
    expect((await agent.call('whmcs_add_ticket_note', { ticketid: 1, message: 'another' })).code).toBe(
      'internal',
    );
    chmodSync(file, 0o600);
    done(await agent.call('whmcs_add_ticket_note', { ticketid: 1, message: 'a third' }));
    expect(writes()).toBe(2);
  });

  test('takes no write where everybody can write the log beside it', async () => {
    const { file } = placeIn('state.db');
    writeFileSync(`${file}-wal`, '', { mode: 0o600 });
    chmodSync(`${file}-wal`, 0o666);
    const { agent, writes } = await serving({ GUARD_STATE: file });
    expect((await agent.call(...NOTE)).code).toBe('internal');
    expect(writes()).toBe(0);
    expect(agent.log()).toContain(`chmod o-w ${file}-wal`);
  });

  test('behind a link is judged by where the link leads', async () => {
    const { folder, file } = placeIn('state.db');
    const open = temporaryFolder();
    chmodSync(open, 0o777);
    symlinkSync(join(open, 'elsewhere.db'), file);
    writeFileSync(join(open, 'elsewhere.db'), '', { mode: 0o600 });
    const { agent, writes } = await serving({ GUARD_STATE: file });
    expect((await agent.call(...NOTE)).code).toBe('internal');
    expect(writes()).toBe(0);
    expect(agent.log()).toContain(`chmod o-w ${open}`);
    expect(folder).not.toBe(open);
  });

  test('that a group shares on purpose works', async () => {
    const { folder, file } = placeIn('state.db');
    chmodSync(folder, 0o770);
    writeFileSync(file, '', { mode: 0o660 });
    const { agent } = await serving({ GUARD_STATE: file });
    done(await agent.call(...NOTE));
  });
});

describe.skipIf(process.platform === 'win32')('a policy', () => {
  test.each([
    ['the file itself', 'policy.json'],
    ['its folder', ''],
  ])('behind a link that is %s is judged by where the link leads', async (_what, linked) => {
    const { file } = placeIn('link');
    const open = temporaryFolder();
    writeFileSync(join(open, 'policy.json'), JSON.stringify(ALLOW_ALL), { mode: 0o600 });
    symlinkSync(join(open, linked), file);
    const policy = linked === '' ? join(file, 'policy.json') : file;
    const { agent, writes } = await serving({ GUARD_POLICY: policy });
    done(await agent.call(...NOTE));
    chmodSync(open, 0o777);
    const again = ['whmcs_add_ticket_note', { ticketid: 1, message: 'another' }] as const;
    expect((await agent.call(...again)).details.rule).toBe('(exposed policy)');
    expect(agent.log()).toContain(`chmod o-w ${open}`);
    chmodSync(open, 0o700);
    done(await agent.call(...again));
    expect(writes()).toBe(2);
  });

  test.each(EXPOSED)(
    'in %s lets nothing pass but reads, until that is mended',
    async (_what, expose, cure) => {
      const { folder, file } = placeIn('policy.json');
      writeFileSync(file, JSON.stringify(ALLOW_ALL), { mode: 0o600 });
      expose(file, folder);
      const { agent, writes } = await serving({ GUARD_POLICY: file });
      expect(agent.log()).toContain(cure);
      const refused = await agent.call(...NOTE);
      expect(refused).toMatchObject({ code: 'policy_denied', details: { rule: '(exposed policy)' } });
      // Where the hole is says the log, which the agent does not read.
      expect(refused.text).not.toContain(folder);
      done(await agent.call('whmcs_get_currencies'));
      expect(writes()).toBe(0);
      for (const path of [file, folder]) {
        chmodSync(path, 0o700);
        if (asRoot) chownSync(path, 0, 0);
      }
      done(await agent.call(...NOTE));
      expect(writes()).toBe(1);
    },
  );
});
