import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { Clearance, ParamFault, type Params } from '../../src/whmcs/index.js';
import { connect, failure, json, serve } from './fake-server.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OK = { result: 'success' };

/** What the compiler says about a file that imports the client, one line for each error. */
async function compile(source: string): Promise<string> {
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.bypass-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'bypass.ts'), source);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: { rootDir: ROOT },
      include: ['bypass.ts'],
    }),
  );
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const run = promisify(execFile)(process.execPath, [tsc, '--noEmit', '--pretty', 'false', '-p', folder]);
  return run.then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

test('a bypass does not compile, and the proper way does', async () => {
  const head = [
    "import { Clearance, type Clear, type Whmcs } from '../../src/whmcs/index.js';",
    "import type { Ask, SideRead } from '../../src/catalog/index.js';",
    'declare const whmcs: Whmcs;',
    'declare const clear: Clear;',
    'declare const read: Ask;',
    "const call = { action: 'GetClients', slow: false, params: {} };",
  ];
  const bypasses = [
    'export const a = new Clearance({}, call);',
    "export const b: Clearance = { action: 'GetClients', write: false };",
    "export const c = whmcs.send({ action: 'GetClients' });",
    'export const d = whmcs.send(call);',
    'export class E extends Clearance {}',
    'export const f = whmcs.send({ ...clear(call) });',
    'export const g = clear({ ...call, write: false });',
    "export const h = read('DeleteOrder', { orderid: 1 });",
    "export const i = read('GetOrder', { id: 1 });",
    "export const j: SideRead = { action: 'DeleteOrder', params: () => ({}) };",
  ];
  const output = await compile(
    [...head, "export const ok = [whmcs.send(clear(call)), read('GetOrders', { id: 1 })];", ...bypasses].join(
      '\n',
    ),
  );
  const lines = new Set([...output.matchAll(/bypass\.ts\((\d+),/g)].map((match) => Number(match[1])));
  const first = head.length + 2;
  expect([...lines].sort((a, b) => a - b)).toEqual(bypasses.map((_, index) => first + index));
});

test('a clearance that was not made by this client is refused, and nothing leaves', async () => {
  const server = await serve((response) => json(response, OK));
  const { whmcs } = connect(server.url);
  const other = connect(server.url);
  const forged = Object.create(Clearance.prototype);
  const copied = Object.assign(Object.create(Clearance.prototype), other.read());
  for (const clearance of [forged, copied, other.read(), {}, null, undefined, 'GetClients']) {
    expect(await failure(whmcs.send(clearance as Clearance))).toBeInstanceOf(TypeError);
  }
  expect(server.seen).toEqual([]);
});

test('a clearance is good for one call', async () => {
  const server = await serve((response) => json(response, OK));
  const { whmcs, write } = connect(server.url);
  const clearance = write();
  const both = await Promise.allSettled([whmcs.send(clearance), whmcs.send(clearance)]);
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await failure(whmcs.send(clearance))).toBeInstanceOf(TypeError);
  expect(server.seen).toHaveLength(1);
});

test('what was cleared is what leaves, whatever happens to the arguments in between', async () => {
  const server = await serve((response) => json(response, OK));
  const { whmcs, write } = connect(server.url);
  const params: Record<string, string> = { amount: '5.00' };
  const clearance = write('AddCredit', params);
  params.amount = '5000.00';
  expect(() => Object.assign(clearance, { action: 'DeleteClient' })).toThrow(TypeError);
  await whmcs.send(clearance);
  expect(server.seen[0]?.form.get('amount')).toBe('5.00');
  expect(server.seen[0]?.form.get('action')).toBe('AddCredit');
});

test('parameters that no form may carry are refused when the call is cleared', () => {
  const { write } = connect('http://127.0.0.1:9');
  expect(() => write('AddCredit', { amount: 0.5 })).toThrow(ParamFault);
  expect(() => write('AddCredit', { action: 'DeleteClient' } as Params)).toThrow(ParamFault);
  expect(() => write('AddCredit&action=DeleteClient')).toThrow(TypeError);
});

test('what an action does is not for the caller to say: one that writes is no read, in any spelling', async () => {
  const server = await serve((response) => json(response, OK));
  const { whmcs, clear, clearRead } = connect(server.url);
  for (const action of [
    'DeleteOrder',
    'deleteorder',
    'DELETEORDER',
    'Delete Order',
    'GetOrders&action=DeleteOrder',
  ])
    expect(() => clearRead({ action, params: {} })).toThrow(TypeError);
  expect(clear({ action: 'DeleteOrder', slow: false, params: {}, ...{ write: false } }).write).toBe(true);
  expect(() => clear({ action: 'UnknownAction', slow: false, params: {} })).toThrow(/has no class/);
  expect(() => clearRead({ action: 'UnknownAction', params: {} })).toThrow(TypeError);
  await whmcs.send(clearRead({ action: 'GetOrders', params: {} }));
  expect(server.seen.map(({ form }) => form.get('action'))).toEqual(['GetOrders']);
});
