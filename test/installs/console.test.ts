import { expect, test } from 'vitest';
import { openConsole, operator } from '../console/running-console.js';
import { CALLS, LIMITS, TOOLS } from '../console/samples.js';

const places = ['eu', 'us'];

test('the tools of several WHMCS stand apart, and a switch is about one of them', async () => {
  const switched: unknown[] = [];
  const console = await openConsole({
    tools: () => places.flatMap((install) => TOOLS.map((tool) => ({ install, ...tool }))),
    policy: (install = 'none') => ({
      path: `/etc/${install}.json`,
      revision: 'r',
      mode: 'enforce',
      grants: [],
    }),
    switchTool: async (...asked) => void switched.push(asked),
  });
  const me = await operator(console);
  const page = await (await me.get('/tools')).text();
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const install of places) {
    const at = `/tools/whmcs_delete_client?install=${install}`;
    expect(page).toContain(`href="${at}"`);
    expect(await (await me.get(at)).text()).toContain(`/etc/${install}.json`);
    await me.post(at, { on: 'true' });
  }
  expect(switched).toEqual(places.map((install) => ['whmcs_delete_client', true, 'operator', install]));
  for (const at of ['/tools/whmcs_delete_client', '/tools/whmcs_delete_client?install=uk'])
    expect((await me.get(at)).status).toBe(404);
});

test('calls and limits say which WHMCS they are of', async () => {
  const console = await openConsole();
  const me = await operator(console);
  console.calls = CALLS.map((call) => ({ ...call, install: 'eu-shop' }));
  console.limits = LIMITS.map((limit) => ({ ...limit, install: 'us-shop' }));
  expect(await (await me.get('/activity')).text()).toContain('eu-shop');
  expect(await (await me.get('/limits')).text()).toContain('us-shop');
});
