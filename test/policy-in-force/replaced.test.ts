import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ALLOW_ALL, openProgram, temporaryFolder } from '../harness.js';
import { recorder } from '../recorder.js';

const NEXT = `${JSON.stringify({ ...ALLOW_ALL, description: 'the next one' }, null, 2)}\n`;

async function program(env: Record<string, string>) {
  const whmcs = await recorder();
  return openProgram({ ...whmcs.env, GUARD_STATE: join(temporaryFolder(), 'state.db'), ...env });
}

/** A program that follows a policy file of its own. */
async function onFile() {
  const path = join(temporaryFolder(), 'policy.json');
  writeFileSync(path, JSON.stringify(ALLOW_ALL), { mode: 0o640 });
  return { path, ...(await program({ GUARD_POLICY: path })) };
}

type App = Awaited<ReturnType<typeof onFile>>['app'];

/** What people did, the oldest first, as the journal tells it. */
async function events(app: App) {
  const found = await (await app.store()).journal.find({ kinds: ['operator'], limit: 20 });
  return found.map(({ body }) => body).reverse();
}

async function edit(app: App, text: string, after?: string) {
  const written = await app.policyText();
  return app.replacePolicy({ text, after: after ?? written?.stamp ?? '', who: 'anna', note: 'for Easter' });
}

test('a whole policy takes the place of another, which is kept beside it, and the journal says who did it', async () => {
  const { app, path } = await onFile();
  const before = app.policy().revision;
  expect(await edit(app, NEXT)).toBeUndefined();
  expect(readFileSync(path, 'utf8')).toBe(NEXT);
  expect(readFileSync(`${path}.before`, 'utf8')).toBe(JSON.stringify(ALLOW_ALL));
  expect(statSync(path).mode & 0o777).toBe(0o640);
  const { revision } = app.policy();
  expect(revision).not.toBe(before);
  expect(await events(app)).toMatchObject([
    { event: 'policy.replacing', who: 'anna', note: 'for Easter', from: before },
    { event: 'policy.replaced', who: 'anna', from: before, revision },
  ]);
});

test('of two who change the same text the second is told so, and undoes nothing', async () => {
  const { app, path } = await onFile();
  const stamp = (await app.policyText())?.stamp;
  expect(await edit(app, NEXT, stamp)).toBeUndefined();
  expect(await edit(app, JSON.stringify(ALLOW_ALL), stamp)).toMatch(/^Somebody else has changed the policy/);
  expect(readFileSync(path, 'utf8')).toBe(NEXT);
  expect(await events(app)).toContainEqual(expect.objectContaining({ event: 'policy.kept', who: 'anna' }));
});

test('a text with a fault, a file that is read-only and the shipped policy stay as they are', async () => {
  const { app, path } = await onFile();
  expect(await edit(app, '{"version": "1", "hidden": []}')).toBe('The text has a fault; check it first.');
  chmodSync(path, 0o440);
  expect(await edit(app, NEXT)).toBe('The policy file is read-only; edit it by hand.');
  expect(readFileSync(path, 'utf8')).toBe(JSON.stringify(ALLOW_ALL));
  expect(existsSync(`${path}.before`)).toBe(false);
  expect(existsSync(`${path}.new`)).toBe(false);
  const shipped = await program({});
  expect(await edit(shipped.app, NEXT)).toMatch(/^This is the policy that ships with whmcs-mcp/);
});

test('what was laid in the place of the kept policy is not written through', async () => {
  const { app, path } = await onFile();
  const elsewhere = join(dirname(path), 'elsewhere.txt');
  writeFileSync(elsewhere, 'not ours');
  symlinkSync(elsewhere, `${path}.before`);
  expect(await edit(app, NEXT)).toBeUndefined();
  expect(readFileSync(elsewhere, 'utf8')).toBe('not ours');
  expect(readFileSync(`${path}.before`, 'utf8')).toBe(JSON.stringify(ALLOW_ALL));
});

test('where the one before can not be kept, nothing changes', async () => {
  const { app, path } = await onFile();
  mkdirSync(`${path}.before`);
  expect(await edit(app, NEXT)).toMatch(/^The policy file can't be changed \(/);
  expect(readFileSync(path, 'utf8')).toBe(JSON.stringify(ALLOW_ALL));
});

test('where it is kept in the state, a change is published after the one that it was made from', async () => {
  const { app } = await program({ GUARD_POLICY: 'state' });
  expect(await app.policyText()).toBeUndefined();
  expect(await edit(app, NEXT, '0')).toBeUndefined();
  expect(await app.policyText()).toMatchObject({
    text: NEXT,
    stamp: '1',
    changed: { who: 'anna', note: 'for Easter' },
  });
  expect(app.policy().path).toContain('number 1');
  expect(await edit(app, JSON.stringify(ALLOW_ALL), '0')).toMatch(/^Somebody else has changed the policy/);
  expect(await edit(app, JSON.stringify(ALLOW_ALL), 'x')).toMatch(/^Somebody else has changed the policy/);
  expect(await edit(app, '{')).toBe('The text has a fault; check it first.');
  expect(await edit(app, JSON.stringify(ALLOW_ALL), '1')).toBeUndefined();
  expect((await app.policyText())?.stamp).toBe('2');
});
