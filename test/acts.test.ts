import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ACTS, type Act, readTicket } from './acts.js';
import { type Answer, credentialsFor, done, inProcess, policyFile, sandboxed } from './harness.js';

const FOLDER = fileURLToPath(new URL('../policies', import.meta.url));
const README = `${FOLDER}/README.md`;
const [START, END] = ['<!-- acts:start -->', '<!-- acts:end -->'];
/** From the widest to the narrowest. */
const POLICIES = ['full', 'default', 'billing', 'support', 'read-only'];

/** What a policy makes of a call, in the words of the table. */
function meets({ code, details }: Answer): string {
  if (code === 'approval_required') return 'asks';
  if (code === 'policy_denied') return details.rule === '(hidden)' ? 'hidden' : 'refused';
  // WHMCS may refuse what the policy let through.
  if (code === undefined || code === 'whmcs_error') return 'allowed';
  throw new Error(`${code} is no answer of a policy`);
}

/** The policy as it stands in office hours: a table that changes with the clock could not be read. */
function inOfficeHours(policy: string): unknown {
  const document = JSON.parse(readFileSync(`${FOLDER}/${policy}.json`, 'utf8'));
  const always = { days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'], from: '00:00', to: '24:00' };
  const schedules = Object.keys(document.schedules ?? {}).map((name) => [name, always]);
  return schedules.length === 0 ? document : { ...document, schedules: Object.fromEntries(schedules) };
}

/** The call as an agent makes it that has just been started, or has just read a ticket. */
async function tried(act: Act, policy: unknown, tainted: boolean): Promise<string> {
  const sandbox = await sandboxed();
  const agent = await inProcess({ ...credentialsFor(sandbox), GUARD_POLICY: policyFile(policy) });
  if (tainted) done(await agent.call('whmcs_get_ticket', { ticketid: readTicket(sandbox.state).id }));
  return meets(await agent.call(act.tool, act.args(sandbox.state)));
}

/** `allowed`; `allowed, asks once tainted`. */
async function cell(act: Act, policy: unknown): Promise<string> {
  const [clean, tainted] = [await tried(act, policy, false), await tried(act, policy, true)];
  return clean === tainted ? clean : `${clean}; ${tainted} after reading a ticket`;
}

test('the table of acts says what a real client meets under each shipped policy', async () => {
  const documents = POLICIES.map(inOfficeHours);
  const lines = [`| What the agent does | ${POLICIES.map((name) => `\`${name}\``).join(' | ')} |`];
  lines.push(`|---|${'---|'.repeat(POLICIES.length)}`);
  for (const act of ACTS) {
    const cells: string[] = [];
    for (const document of documents) cells.push(await cell(act, document));
    lines.push(`| ${act.what} | ${cells.join(' | ')} |`);
  }
  const table = `${START}\n${lines.join('\n')}\n${END}`;
  const text = readFileSync(README, 'utf8');
  const [from, to] = [text.indexOf(START), text.indexOf(END) + END.length];
  expect(from, 'policies/README.md has a place for the table').toBeGreaterThan(0);
  if (process.env.WRITE_DOCS === '1') writeFileSync(README, text.slice(0, from) + table + text.slice(to));
  else expect(text.slice(from, to), 'policies/README.md is out of date: npm run docs').toBe(table);
}, 120_000);
