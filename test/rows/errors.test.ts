import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { anyOtherIsOpen, type Tool } from '../../src/catalog/index.js';
import { callingTools } from '../every-tool.js';
import { ALLOW_ALL, inProcess, policyFile } from '../harness.js';
import { documented, isCalculation, type Recorder, recorder } from '../recorder.js';
import { samples } from '../samples.js';

const DOCS = new URL('../../docs/faults.md', import.meta.url);

const writes = [...callingTools().values()].filter((tool) => tool.risk !== 'read');
const leastOf = ({ name }: Tool) => samples[name]?.least ?? {};

async function start() {
  const whmcs = await recorder();
  const agent = await inProcess({ ...whmcs.env, GUARD_POLICY: policyFile(ALLOW_ALL), LOG_LEVEL: 'error' });
  return { whmcs, agent };
}

const sent = (whmcs: Recorder, { action }: Tool) =>
  whmcs.received.filter((request) => request.action === action && !isCalculation(request)).length;
const says = (message: string) => ({ result: 'error', message });

/** Words that no page has, as servers, registrars, gateways and databases have sent them. */
const FOREIGN = [
  'cURL error 28: Operation timed out after 5001 milliseconds',
  'Could not connect to host server7.example.net',
  '2400 Command failed; the object is being worked on',
  'SQLSTATE[HY000]: General error: 1205 Lock wait timeout exceeded',
  'Etwas ist schiefgegangen',
  'Client ID not found in the tables of the registry',
];

describe.each(writes.map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  test('every error that WHMCS documents for it is decided', () => {
    const undecided = (documented[tool.action]?.errors ?? []).filter((text) => {
      const proof = tool.proofOf(text);
      const open = tool.errors?.leftOpen ?? [];
      return proof === 'unforeseen' || (proof === 'open' && open.length === 0);
    });
    expect(undecided).toEqual([]);
  });

  const errors = documented[tool.action]?.errors ?? [];
  const isRefusal = (text: string) => tool.proofOf(text) === 'refused';

  test('an error after which nothing was begun is a refusal, and looks nothing up', async () => {
    const { whmcs, agent } = await start();
    for (const text of errors.filter(isRefusal)) {
      whmcs.received.length = 0;
      whmcs.answers.set(tool.action, says(text));
      const answer = await agent.call(tool.name, leastOf(tool));
      expect([answer.code, sent(whmcs, tool)], text).toEqual(['whmcs_error', 1]);
      expect(answer.details, text).not.toHaveProperty('read_back');
      expect(whmcs.received.at(-1)?.action, text).toBe(tool.action);
    }
  });

  test('an error that leaves open what was done is looked up at once', async () => {
    for (const text of errors.filter((one) => !isRefusal(one))) {
      const { whmcs, agent } = await start();
      whmcs.answers.set(tool.action, says(text));
      const answer = await agent.call(tool.name, leastOf(tool));
      expect([answer.code, sent(whmcs, tool)], text).toEqual(['outcome_unknown', 1]);
      expect(answer.details.read_back, text).toBeDefined();
    }
  });

  test.each(FOREIGN)('%s', async (text) => {
    const { whmcs, agent } = await start();
    whmcs.answers.set(tool.action, says(text));
    const answer = await agent.call(tool.name, leastOf(tool));
    expect(sent(whmcs, tool), answer.text).toBe(1);
    expect(answer.details.read_back, answer.text).toBeDefined();
    const done = (answer.details.read_back as { done: unknown }).done;
    const isRefused = tool.proofOf(text) === 'unforeseen' && done === false;
    if (tool.errors?.passesOn !== undefined || tool.risk === 'destructive') expect(isRefused).toBe(false);
    expect(answer.code).toBe(isRefused ? 'whmcs_error' : 'outcome_unknown');
    if (tool.errors?.passesOn !== undefined) expect(answer.details.kind).toBe('remote');
    // What a read shows as done is told as that; a policy may let it be done again.
    if (isRefused || done === true) return;
    await agent.call(tool.name, leastOf(tool));
    expect(sent(whmcs, tool), 'the same call again').toBe(1);
  });
});

const listed = (texts: readonly string[] = []) =>
  texts.length === 0 ? '' : texts.map((text) => `“${text}”`).join('<br>');

/** What errors prove, action by action. */
function table(): string {
  const rows = writes.map(({ action, risk, errors, readBack }) => {
    const whose = errors?.passesOn === undefined ? '' : `of ${errors.passesOn}: `;
    const isOpen = errors !== undefined && anyOtherIsOpen(errors, risk);
    const other = isOpen ? `${whose}\`outcome_unknown\`` : 'looked up';
    return `| ${action} | ${listed(errors?.nothingBegun)} | ${listed(errors?.leftOpen)} | ${other} | ${readBack?.action} |`;
  });
  return [
    '| Action | Nothing was begun: `whmcs_error` | It may be done: `outcome_unknown` | Any other error | Looked up with |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

test('the page has the table of them', () => {
  const text = readFileSync(DOCS, 'utf8');
  const fresh = text.replace(/(<!-- errors:start -->\n)[\s\S]*(<!-- errors:end -->)/, `$1${table()}\n$2`);
  if (process.env.WRITE_DOCS) writeFileSync(DOCS, fresh);
  else expect(fresh, 'npm run docs').toBe(text);
});
