import { expect, test } from 'vitest';
import { approver, openConsole, operator } from './running-console.js';

const FOUND = {
  findings: [
    { status: 'error', says: 'WHMCS does not let <b>198.51.100.7</b> in.', cure: 'Add 198.51.100.7.' },
    { status: 'warning', says: 'The certificate runs out on 2026-03-09.', cure: 'Renew it.' },
  ],
};

test('what the servers found wrong stands on each page, for those who decide for all', async () => {
  const console = await openConsole({ health: async () => ({ ...FOUND, at: new Date() }) });
  const page = await (await (await operator(console)).get('/approvals')).text();
  expect(page).toContain('The servers found 1 error and 1 warning');
  expect(page).toContain('WHMCS does not let &lt;b&gt;198.51.100.7&lt;/b&gt; in.');
  expect(page).toContain('Add 198.51.100.7.');
  const held = await (await (await approver(console, 'ben', ['support'])).get('/approvals')).text();
  expect(held).not.toContain('198.51.100.7');
});

test('nothing is said where all is good, nobody has looked, or the state does not answer', async () => {
  const quiet = [
    async () => ({ findings: [], at: new Date() }),
    async () => undefined,
    async () => Promise.reject(new Error('away')),
  ];
  for (const health of quiet) {
    const console = await openConsole({ health });
    const answer = await (await operator(console)).get('/approvals');
    expect(answer.status).toBe(200);
    expect(await answer.text()).not.toContain('The servers found');
  }
});
