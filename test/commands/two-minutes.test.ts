import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { done, temporaryFolder, until } from '../harness.js';
import { finished, overStdio, run } from '../program.js';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const PART = /### Try an approval in two minutes\n([\s\S]*?)\n##/.exec(README)?.[1] ?? '';

/** The commands of the part, word by word, in order. */
const COMMANDS = [...PART.matchAll(/whmcs-mcp ([a-z][^\n`]*)/g)].map(([, words = '']) => words.split(' '));

test('an approval is tried in two minutes as the README says', { timeout: 40_000 }, async () => {
  const HOME = temporaryFolder();
  const [consoleWords = [], list = [], approve = [], audit = []] = COMMANDS;
  expect(COMMANDS).toHaveLength(4);
  const page = run([...consoleWords, '--port', '0'], { HOME });
  await until(() => page.out().includes('Sign in once'));

  // What the sentence for the agent says, as an agent calls it.
  const [, amount = '', gateway = '', invoice = ''] =
    /payment of (\d+) EUR by (\w+) on invoice (\d+)/.exec(PART) ?? [];
  const payment = { invoiceid: Number(invoice), amount, gateway };
  const agent = await overStdio({ HOME, GUARD_STATE: '' }, ['--sandbox']);
  const asked = await agent.call('whmcs_add_payment', payment);
  expect(asked.code).toBe('approval_required');
  const [, address = '-'] = /console is at (\S+)/.exec(page.out()) ?? [];
  expect(asked.text).toContain(address);

  const [id = '-'] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(asked.text) ?? [];
  expect((await finished(list, { HOME })).out).toContain(id);
  const words = approve.map((word) => (word === 'ID' ? id : word));
  expect(await finished(words, { HOME })).toMatchObject({
    code: 0,
    out: `${id} is approved. It is good for one call: tell the agent to go on.\n`,
  });
  done(await agent.call('whmcs_add_payment', payment));
  expect((await finished(audit, { HOME })).out).toMatch(/done +whmcs_add_payment/);
  page.child.kill('SIGTERM');
  expect(await page.exit).toBe(0);

  // Nobody is sent to a page that has ended.
  const later = await agent.call('whmcs_add_payment', { ...payment, amount: `${amount}.50` });
  expect(later.code).toBe('approval_required');
  expect(later.text).not.toContain(address);
});
