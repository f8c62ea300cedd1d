import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Preview } from '../../src/approvals/index.js';
import { kindOf } from '../../src/catalog/index.js';
import { previewOf } from '../../src/guard/approval/preview.js';
import { createWithholder } from '../../src/output/index.js';
import { SANDBOX_NOW, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import type { Effect } from '../../src/terms.js';
import { sandboxed } from '../harness.js';
import { type Asked, asking, previewed, toolNamed, tools } from './asking.js';
import { callsOf, type SampleCall } from './calls.js';

/** No preview needs more, the contacts who get copies among them; how many each one makes is pinned in `fixtures/previews.json`. */
const MOST_READS = 6;

const changing = [...tools.values()].filter((tool) => tool.risk !== 'read').map(({ name }) => name);

interface Made extends SampleCall {
  readonly preview: Preview;
  readonly asked: readonly Asked[];
}

let sandbox: Sandbox;
/** One preview of each call; nothing here changes the sandbox. */
let made: readonly Made[];

async function makeAll(now: Date): Promise<Made[]> {
  return Promise.all(
    callsOf(sandbox).map(async (call) => {
      const parsed = toolNamed(call.name).parse(call.args);
      if ('problems' in parsed) throw new Error(`${call.name}: ${parsed.problems}`);
      const ask = asking(sandbox);
      const preview = await previewOf(toolNamed(call.name), parsed.values, { ask, now: () => now });
      return { ...call, preview, asked: ask.asked };
    }),
  );
}

beforeAll(async () => {
  sandbox = await startSandbox();
  made = await makeAll(SANDBOX_NOW);
}, 30_000);
afterAll(() => sandbox.close());

/** What a person reads of it. */
const textsOf = ({ title, sentences, irreversible, gentler, missing }: Preview): string[] => [
  title,
  ...sentences,
  ...irreversible,
  ...[gentler, missing].filter((text) => text !== undefined),
];

const SAYS: Readonly<Record<Exclude<Effect, 'irreversible'>, RegExp>> = {
  mail: /\b(mails?|mailed|receipt)\b/i,
  money: /\d\.\d\d [A-Z]{3}\b|discounts|charged/,
  control:
    /address|owner|copies|[Nn]ame servers|Unlock|unlock|password|Status|mail preferences|open and answer no tickets/,
  disclosure: /no client/,
  impersonation: /name of|as if they|Subject|subject|activity log|opening message|dated/,
  provisioning: /\bserver\b|set up/,
  registrar: /registrar/,
  secret: /not shown|password|authorisation code/,
};

test('each tool that changes something has its own preview, and no other tool has one', () => {
  const own = [...tools.values()].filter((tool) => tool.preview !== undefined).map(({ name }) => name);
  expect(own.sort()).toEqual([...changing].sort());
  expect(new Set(made.map(({ name }) => name))).toEqual(new Set(changing));
});

test('each of them reads no more than it needs, asks nothing twice, and makes no call but reads', () => {
  for (const { name, preview, asked } of made) {
    expect(preview.missing, name).toBeUndefined();
    expect(preview.reads, name).toBe(asked.length);
    expect(preview.reads, name).toBeLessThanOrEqual(MOST_READS);
    expect(new Set(asked.map((one) => JSON.stringify(one))).size, name).toBe(asked.length);
    for (const { action, params } of asked) expect(kindOf(action, params), `${name} ${action}`).toBe('read');
  }
  expect(sandbox.requests.some(({ effect }) => effect)).toBe(false);
});

test('what its row says that a call sets off, its preview says too', () => {
  for (const { name, args, preview } of made) {
    const told = preview.sentences.join(' ');
    for (const effect of toolNamed(name).effects(args).certain) {
      if (effect === 'irreversible') expect(preview.irreversible, name).not.toEqual([]);
      else expect(told, `${name}: ${effect}`).toMatch(SAYS[effect]);
    }
    if (args.noemail === true || args.sendemail === false) expect(told, name).toContain('No mail is sent');
  }
});

test('its texts fit where they are shown, and hold nothing unfinished', () => {
  for (const { name, preview } of made) {
    for (const text of textsOf(preview)) {
      expect(text.length, `${name}: ${text}`).toBeLessThanOrEqual(500);
      expect(text, name).not.toMatch(/undefined|null|NaN|\[object|\(\)| {2}|\.\.| ,|^\s|\s$/);
      expect(text, name).toMatch(/^[A-Z“\d]|^whmcs_/);
    }
    for (const text of [...preview.sentences, ...preview.irreversible]) expect(text, name).toMatch(/[.”)]$/);
    expect(preview.title, name).not.toMatch(/\.$/);
    expect(preview.sentences.length, name).toBeLessThanOrEqual(30);
    for (const { label, value } of preview.details) {
      expect(label, name).not.toBe('');
      expect(value, `${name}: ${label}`).not.toMatch(/undefined|null|NaN|\[object|^$/);
    }
  }
});

test('credentials in the arguments are shown nowhere', () => {
  for (const { name, args, preview } of made) {
    for (const secret of toolNamed(name).secretArgs) {
      if (args[secret] === undefined) continue;
      expect(JSON.stringify(preview), name).not.toContain(String(args[secret]));
    }
  }
});

test('what withholds credentials leaves our own words alone', () => {
  const withhold = createWithholder([]);
  for (const { name, preview } of made) {
    expect(textsOf(withhold(preview)), name).toEqual(textsOf(preview));
    expect(withhold(preview.snapshot), name).toEqual(preview.snapshot);
  }
});

test('what a yes rests on does not change by itself', async () => {
  const later = await makeAll(new Date('2027-11-30T23:59:59Z'));
  expect(later.map(({ preview }) => preview.snapshot)).toEqual(made.map(({ preview }) => preview.snapshot));
});

test('a repeated call says that it repeats an earlier one', async () => {
  const { sentences } = await previewed(sandbox, 'whmcs_log_activity', {
    description: 'Checked',
    repeat_of: 'call-17',
  });
  expect(sentences).toContain('It repeats an earlier call on purpose: “call-17”.');
});

test('a read is named with its arguments and costs no read', async () => {
  const own = await sandboxed();
  expect(await previewed(own, 'whmcs_get_clients', { search: 'wel', status: 'Active' })).toEqual({
    title: 'List clients (search “wel”, status “Active”)',
    sentences: ['This reads and changes nothing.'],
    irreversible: [],
    details: [],
    snapshot: {},
    reads: 0,
  });
  const asks = await previewed(own, 'whmcs_get_domain_nameservers', { domainid: 201 });
  expect(asks.sentences).toContain("The domain's registrar is asked.");
  expect(own.requests).toEqual([]);
});
