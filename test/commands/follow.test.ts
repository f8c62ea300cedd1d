import { expect, test } from 'vitest';
import { done, temporaryFolder, until } from '../harness.js';
import { finished, overStdio, run } from '../program.js';

const lines = (text: string) => text.split('\n').filter(Boolean);

test('requests and calls are followed as they come, until a signal ends it', {
  timeout: 40_000,
}, async () => {
  const HOME = temporaryFolder();
  const agent = await overStdio({ HOME, GUARD_STATE: '' }, ['--sandbox']);
  for (let at = 0; at < 12; at += 1)
    done(await agent.call('whmcs_get_invoices', { limitstart: at, limitnum: 1 }));
  await until(async () => lines((await finished(['audit', '--sandbox'], { HOME })).out).length === 12);

  const watch = run(['approvals', 'watch', '--sandbox'], { HOME });
  const watchJson = run(['approvals', 'watch', '--sandbox', '--json'], { HOME });
  const tail = run(['audit', 'tail', '--sandbox'], { HOME });
  await until(() => watch.err().includes('Waiting for requests') && lines(tail.out()).length === 10);

  const payment = { invoiceid: 3077, amount: '20.00', gateway: 'stripe' };
  const asked = await agent.call('whmcs_add_payment', payment);
  const [id = '-'] = /[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(asked.text) ?? [];
  await until(() => watch.out().includes(`${id}  pending, 1`) && watchJson.out().includes(id));
  expect((await finished(['approvals', 'approve', id, '--sandbox'], { HOME })).code).toBe(0);
  await until(
    () => watch.out().includes(`${id}  approved`) && watchJson.out().includes('"state":"approved"'),
  );
  done(await agent.call('whmcs_add_payment', payment));
  await until(() => watch.out().includes(`${id}  used`));
  await until(() => /done +whmcs_add_payment/.test(tail.out()));
  // The two reads that were left out at first did not come later.
  expect(lines(tail.out()).filter((line) => line.includes('whmcs_get_invoices'))).toHaveLength(10);
  for (const line of lines(watchJson.out())) expect(JSON.parse(line)).toMatchObject({ id });

  for (const { child } of [watch, watchJson, tail]) child.kill('SIGINT');
  expect(await Promise.all([watch.exit, watchJson.exit, tail.exit])).toEqual([0, 0, 0]);
});
