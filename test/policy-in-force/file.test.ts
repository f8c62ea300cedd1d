import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'rolldown';
import { describe, expect, onTestFinished, test } from 'vitest';
import { couldBeListed, decide, parsePolicy } from '../../src/policy/index.js';
import { openPolicyFile, readPolicyFile } from '../../src/policy-in-force/index.js';
import { switchTool } from '../../src/policy-in-force/rewrite.js';
import { blank, SHOP, TOOLS } from '../policy/desk.js';
import { ownEnv } from '../program.js';

const execute = promisify(execFile);

const TEXT = `{
  "version": "1",
  "default": "deny",
  "classes": { "read": {}, "write": {}, "destructive": { "hide": true } }
}
`;
const SHOWN = TEXT.replace('"deny",', '"deny",\n  "show": ["wipe"],');
const WITHOUT_REPLY = TEXT.replace('"deny",', '"deny",\n  "hide": ["reply"],');

/** A policy in a folder of its own. */
function policyAt(text: string | Uint8Array = TEXT): { path: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-policy-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'policy.json');
  writeFileSync(path, text);
  return { path, folder };
}

const on = (path: string, tool = 'wipe') => switchTool(path, tool, true, SHOP);
const off = (path: string, tool = 'wipe') => switchTool(path, tool, false, SHOP);
const read = (path: string) => readFileSync(path, 'utf8');

describe('a tool is switched in its file', () => {
  test('on, and off again, as a person would have written it', () => {
    const { path, folder } = policyAt();
    expect(on(path)).toBeUndefined();
    expect(read(path)).toBe(SHOWN);
    expect(off(path)).toBeUndefined();
    expect(read(path)).toBe(TEXT);
    expect(off(path, 'reply')).toBeUndefined();
    expect(read(path)).toBe(WITHOUT_REPLY);
    expect(readdirSync(folder)).toEqual(['policy.json']);
  });

  test('whoever follows the file is told, and asks by the new policy', () => {
    const { path } = policyAt();
    const file = openPolicyFile(path, SHOP, () => {});
    onTestFinished(() => file.close());
    expect(file.path).toBe(path);
    let changes = 0;
    file.onChange(() => {
      changes += 1;
    });
    const listed = () => TOOLS.filter((tool) => couldBeListed(decide(file.latest(), blank(tool))));
    expect(listed()).toEqual(['look', 'read_ticket', 'reply']);
    on(path);
    expect(listed()).toEqual(['look', 'read_ticket', 'reply', 'wipe']);
    off(path, 'reply');
    expect(listed()).toEqual(['look', 'read_ticket', 'wipe']);
    expect(changes).toBe(2);
  });

  test('with the switches in force: off holds though the switch shows all', () => {
    const { path } = policyAt();
    expect(switchTool(path, 'wipe', false, SHOP, { destructive: 'all' })).toBeUndefined();
    expect(JSON.parse(read(path)).hide).toEqual(['wipe']);
  });

  test('a reader that has it open goes on reading the whole old file', () => {
    const { path } = policyAt();
    const reader = openSync(path, 'r');
    onTestFinished(() => closeSync(reader));
    on(path);
    expect(readFileSync(reader, 'utf8')).toBe(TEXT);
    expect(read(path)).toBe(SHOWN);
  });

  test('what is as wanted already is not written anew', () => {
    const { path, folder } = policyAt(SHOWN);
    const before = statSync(path);
    expect(on(path)).toBeUndefined();
    expect(statSync(path).ino).toBe(before.ino);
    expect(statSync(path).mtimeMs).toBe(before.mtimeMs);
    expect(readdirSync(folder)).toEqual(['policy.json']);
  });

  test.each([0o600, 0o640, 0o664])('its mode %i stays', (mode) => {
    const { path } = policyAt();
    chmodSync(path, mode);
    on(path);
    expect(statSync(path).mode & 0o7777).toBe(mode);
  });

  test.runIf(process.getuid?.() === 0)('its group stays', () => {
    const { path } = policyAt();
    chownSync(path, 0, 8765);
    on(path);
    expect(statSync(path)).toMatchObject({ uid: 0, gid: 8765 });
  });

  test('one that others can change is not edited, and the sentence says how to end that', () => {
    const { path } = policyAt();
    const before = readFileSync(path, 'utf8');
    chmodSync(path, 0o606);
    expect(on(path)).toContain(`chmod o-w ${path}`);
    expect(readFileSync(path, 'utf8')).toBe(before);
    chmodSync(path, 0o600);
    expect(on(path)).toBeUndefined();
  });

  test('a link to it stays a link, and the file behind it is the one that changes', () => {
    const { path, folder } = policyAt();
    const link = join(folder, 'link.json');
    const second = join(folder, 'second.json');
    symlinkSync('policy.json', link);
    symlinkSync(link, second);
    expect(on(second)).toBeUndefined();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(lstatSync(second).isSymbolicLink()).toBe(true);
    expect(read(path)).toBe(SHOWN);
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'policy.json', 'second.json']);
  });

  test('a byte order mark stays', () => {
    const { path } = policyAt(`\uFEFF${TEXT}`);
    on(path);
    expect(read(path)).toBe(`\uFEFF${SHOWN}`);
  });
});

describe('a change of the file', () => {
  const changes: [string, (path: string, folder: string) => void][] = [
    ['written in place', (path) => writeFileSync(path, SHOWN)],
    [
      'by another file in its place',
      (path, folder) => {
        writeFileSync(join(folder, 'next.json'), SHOWN);
        renameSync(join(folder, 'next.json'), path);
      },
    ],
    [
      'of where a link leads',
      (path, folder) => {
        writeFileSync(join(folder, 'other.json'), SHOWN);
        symlinkSync(join(folder, 'other.json'), join(folder, 'next'));
        renameSync(join(folder, 'next'), path);
      },
    ],
    [
      'of where the link of its folder leads',
      (path, folder) => {
        mkdirSync(join(folder, 'other'));
        writeFileSync(join(folder, 'other', 'policy.json'), SHOWN);
        symlinkSync('other', join(folder, 'next'));
        renameSync(join(folder, 'next'), dirname(path));
      },
    ],
  ];

  test.each(changes)('%s holds for every read from 50 ms on, and for all else at once', (_how, change) => {
    const { folder } = policyAt();
    mkdirSync(join(folder, 'first'));
    writeFileSync(join(folder, 'first', 'policy.json'), TEXT);
    symlinkSync('first', join(folder, 'now'));
    const path = join(folder, 'now', 'policy.json');
    let clock = 1_000;
    const file = openPolicyFile(path, SHOP, () => {}, { elapsed: () => clock });
    onTestFinished(() => file.close());
    const { revision } = file.current();
    change(path, folder);
    clock += 49;
    expect(file.current().revision).toBe(revision);
    clock += 1;
    const changed = file.current();
    expect(changed.revision).not.toBe(revision);

    rmSync(path);
    writeFileSync(path, TEXT);
    expect(file.current()).toBe(changed);
    expect(file.latest().revision).toBe(revision);
    expect(file.current().revision).toBe(revision);
  });

  test('a text of the same length that keeps the time of the file holds like any other', () => {
    const { path } = policyAt();
    const sameTime = () => utimesSync(path, 1_000, 1_000);
    sameTime();
    const file = openPolicyFile(path, SHOP, () => {});
    onTestFinished(() => file.close());
    const { revision } = file.latest();
    const other = TEXT.replace('"default": "deny"', '"default":"allow"');
    expect(other).toHaveLength(TEXT.length);
    writeFileSync(path, other);
    sameTime();
    expect(file.latest().revision).not.toBe(revision);
  });

  test('is not asked for again and again: the file is looked at once in 50 ms', () => {
    const { path } = policyAt();
    let clock = 0;
    const seen: string[] = [];
    const file = openPolicyFile(path, SHOP, () => {}, { elapsed: () => clock });
    onTestFinished(() => file.close());
    for (; clock < 1_000; clock += 10) {
      writeFileSync(path, clock % 20 === 0 ? TEXT : SHOWN);
      seen.push(file.current().revision);
    }
    expect(seen.filter((revision, at) => at > 0 && revision !== seen[at - 1])).toHaveLength(19);
  });
});

describe('what is refused leaves the file as it was, and nothing beside it', () => {
  const starred = TEXT.replace('"deny",', '"deny", "hide": "*",');
  const table: [string, string | Uint8Array, string, RegExp][] = [
    ['a policy with a fault', TEXT.replace('"deny"', '"dney"'), 'wipe', /a fault \(line 3, .*mend it first/],
    ['a policy that hides all', starred, 'wipe', /can't be switched on here: \/hide hides it/],
    ['a tool that is not there', TEXT, 'wip', /no tool "wip". Did you mean "wipe"\?/],
    ['bytes that are no text', Buffer.from(`${TEXT} \xff`, 'latin1'), 'wipe', /is not UTF-8/],
  ];
  test.each(table)('%s', (_name, text, tool, why) => {
    const { path, folder } = policyAt(text);
    expect(on(path, tool)).toMatch(why);
    expect(readFileSync(path)).toEqual(Buffer.from(text));
    expect(readdirSync(folder)).toEqual(['policy.json']);
  });

  test('a file that is read-only, though the account could write it', () => {
    const { path } = policyAt();
    chmodSync(path, 0o444);
    expect(on(path)).toMatch(/read-only; edit it by hand/);
    expect(read(path)).toBe(TEXT);
  });

  test.skipIf(process.getuid?.() === 0)('a folder that is read-only', () => {
    const { path, folder } = policyAt();
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    expect(on(path)).toMatch(/folder of the policy file can't be written \(EACCES\)/);
    expect(read(path)).toBe(TEXT);
  });

  test('a file that is gone, or a link to nothing', () => {
    const { path, folder } = policyAt();
    rmSync(path);
    expect(on(path)).toMatch(/is gone/);
    symlinkSync('nowhere.json', path);
    expect(on(path)).toMatch(/is gone/);
    expect(readdirSync(folder)).toEqual(['policy.json']);
  });

  test('a folder in its place', () => {
    const { path, folder } = policyAt();
    rmSync(path);
    mkdirSync(path);
    expect(on(path)).toMatch(/can't be changed \(it is a folder\)/);
    expect(readdirSync(folder)).toEqual(['policy.json']);
  });

  test('a file that another process is writing: its work is waited for and stays', () => {
    const { path } = policyAt();
    const other = `${path}.new`;
    writeFileSync(other, 'half a pol');
    expect(on(path)).toMatch(/policy\.json\.new is in the way.*Try again; if it stays, remove it\.$/);
    expect(read(other)).toBe('half a pol');
    expect(read(path)).toBe(TEXT);
    rmSync(other);
    expect(on(path)).toBeUndefined();
    expect(read(path)).toBe(SHOWN);
  });
});

test('processes that change it at once lose none of their changes, and nobody reads half a policy', async () => {
  const { path, folder } = policyAt(TEXT.replace('"deny"', '"allow"'));
  const bundled = join(folder, 'switcher.mjs');
  await build({
    input: fileURLToPath(new URL('../policy/switcher.ts', import.meta.url)),
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    output: { file: bundled, format: 'esm' },
    logLevel: 'silent',
  });
  const tools = ['look', 'reply', 'pay'];
  // What the bundle requires where it is first used is found beside nothing in its folder.
  const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
  const options = { env: ownEnv({ NODE_PATH: packages }) };
  const running = tools.map((tool) => execute(process.execPath, [bundled, path, tool, '6'], options));
  let done = false;
  const all = Promise.allSettled(running).finally(() => {
    done = true;
  });
  const states = new Set<string>();
  while (!done) {
    const text = read(path);
    states.add(text);
    expect(parsePolicy(text, SHOP)).toHaveProperty('policy');
    await setImmediate();
  }
  expect((await all).map(({ status }) => status)).toEqual(Array(tools.length).fill('fulfilled'));
  expect(states.size).toBeGreaterThan(3);
  expect(JSON.parse(read(path)).hide.sort()).toEqual(tools.toSorted());
  expect(readdirSync(folder).sort()).toEqual(['policy.json', 'switcher.mjs']);
});

test('what would never end, or keep the server waiting, is no policy', async () => {
  const pipe = join(policyAt().folder, 'pipe');
  await execute('mkfifo', [pipe]);
  for (const [path, what] of [
    [pipe, 'a pipe'],
    ['/dev/zero', 'a device'],
  ] as const)
    expect(() => readPolicyFile(path, SHOP)).toThrow(
      expect.objectContaining({ problems: [expect.stringContaining(`it is ${what}`)] }),
    );
});
