import { expect, test } from 'vitest';
import { browserTest, openPage, watch } from '../browser.js';
import { openConsole, operator, type RunningConsole, signIn } from './running-console.js';
import { callView } from './samples.js';

/** Each would call this if anything of it ran. */
const PAYLOADS = [
  `<script>window.pwned=1</script>`,
  `<img src=x onerror="window.pwned=1">`,
  `"><svg onload=window.pwned=1>`,
  `' autofocus onfocus='window.pwned=1' x='`,
  `</textarea><script>window.pwned=1</script>`,
  `</title><script>window.pwned=1</script>`,
  `</style></noscript><script>window.pwned=1</script>`,
  `<a href="javascript:window.pwned=1" id=evil>press</a>`,
  `<form action=https://evil.example.com><button id=evil>Approve</button></form>`,
  `<meta http-equiv=refresh content="0;url=https://evil.example.com">`,
  `<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  `<base href="https://evil.example.com/">`,
  `<link rel=stylesheet href=https://evil.example.com/x.css>`,
  `&lt;script&gt;window.pwned=1&lt;/script&gt;`,
  `<math><mtext></mtext><mglyph><style><img src=x onerror=window.pwned=1>`,
  `\${window.pwned=1} {{window.pwned=1}}`,
  `\u202E<script>window.pwned=1</script>\u2066`,
  `<!--><script>window.pwned=1</script>-->`,
];
const ALL = PAYLOADS.join(' ');

/** Text of a hostile customer wherever text of others can stand. */
async function poison(console: RunningConsole): Promise<string[]> {
  const shownArgs = Object.fromEntries(
    PAYLOADS.map((text, index) => [`${text}${index}`, { [text]: [text] }]),
  );
  const hostile = { caller: ALL, rule: ALL, message: ALL, tool: ALL, revision: ALL, shownArgs };
  const preview = {
    title: ALL,
    sentences: PAYLOADS,
    irreversible: PAYLOADS,
    gentler: ALL,
    details: PAYLOADS.map((text) => ({ label: text, value: text })),
    snapshot: Object.fromEntries(PAYLOADS.map((text) => [text, text])),
    missing: ALL,
  };
  const pending = await console.ask(
    { ...hostile, approvers: 2, channels: ['console', ALL as never] },
    preview,
  );
  const denied = await console.ask(hostile, preview);
  const gone = await console.ask(hostile, preview);
  await console.approvals.vote(pending.id, { who: ALL, channel: 'console', yes: true, reason: ALL });
  await console.approvals.vote(denied.id, { who: ALL, channel: 'console', yes: false, reason: ALL });
  await console.approvals.makeVoid(gone.id, ALL);
  const record = Object.fromEntries(PAYLOADS.map((text) => [text, text]));
  console.calls = (['unknown', 'failed', 'done'] as const).map((state, index) =>
    callView({
      call: `c-${index}`,
      tool: ALL,
      risk: ALL,
      caller: ALL,
      channel: ALL,
      session: ALL,
      approval: ALL,
      state,
      args: record,
      facts: record,
      before: record,
      decision: { outcome: ALL, rule: ALL, revision: ALL, rules: [{ id: ALL, verdict: ALL }] },
      result: { outcome: ALL, message: ALL, whmcs: ALL, ms: 1, after: { [ALL]: ALL } },
    }),
  );
  console.limits = [
    {
      counter: ALL,
      whom: ALL,
      window: ALL,
      used: ALL,
      max: ALL,
      resetsAt: undefined,
      rules: [ALL],
      tools: [ALL],
    },
  ];
  console.tools = console.tools.map((tool) => ({ ...tool, rule: ALL, message: ALL }));
  console.fixed = ALL;
  await console.store.killSwitch.halt(ALL, ALL, console.now());
  const query = encodeURIComponent(ALL);
  return [
    '/today',
    '/approvals',
    ...[pending, denied, gone].map(({ id }) => `/approvals/${id}`),
    '/activity',
    `/activity?text=${query}&tool=${query}&caller=${query}&class=${query}&outcome=${query}&before=${query}`,
    '/activity/c-0',
    '/activity/c-1',
    '/activity/c-2',
    '/activity/c-2/undo',
    '/tools',
    '/tools/whmcs_delete_client',
    '/limits',
    `/sign-in?next=${query}`,
    `/approvals/${query}`,
    `/activity/${query}`,
    `/tools/${query}`,
    `/${query}`,
  ];
}

/** What only outsiders would have put there. */
const FOREIGN = [
  'script:not([src^="/assets/"])',
  'iframe',
  'math',
  'base',
  'style',
  '#evil',
  'link:not([href^="/assets/"], [rel="manifest"][href="/manifest.webmanifest"], [rel="apple-touch-icon"][href="/icons/192.png"])',
  'img:not([src^="/assets/"])',
  'form:not([action^="/"])',
  'a[href^="javascript:"]',
  '[onerror],[onload],[onfocus],[autofocus]',
  'svg:not(.bar)',
].join(',');

browserTest(
  'nothing that outsiders wrote runs, loads or becomes markup, on any page',
  async () => {
    const console = await openConsole({
      offerLink: () => {},
      undo: {
        of: () => ({ tool: ALL, args: { [ALL]: ALL }, leaves: ALL }),
        perform: async () => ({ done: true, says: ALL }),
      },
    });
    const page = await openPage();
    await signIn(page, console);
    const paths = await poison(console);
    const troubles = watch(page, console.url);
    for (const path of paths) {
      const name = path.slice(0, 40);
      const answer = await page.goto(`${console.url}${path}`);
      expect(answer?.status(), name).toBeLessThan(500);
      // It is there, as text.
      const isTold = answer?.status() === 200 && !path.startsWith('/sign-in');
      if (isTold) expect(await page.content(), name).toContain('window.pwned=1');
      expect(await page.locator(FOREIGN).count(), name).toBe(0);
      expect(await page.evaluate('window.pwned'), name).toBeUndefined();
      expect(new URL(page.url()).origin).toBe(console.url);
      // Nothing hides, and nothing turns around what stands beside it.
      expect(await page.evaluate('document.body.innerText'), name).not.toMatch(
        /[\u202A-\u202E\u2066-\u2069\u200B\u{E0000}-\u{E007F}]/u,
      );
    }
    // A page that is not there is told so by the browser itself, on its console.
    expect(troubles.filter((trouble) => !trouble.includes('404'))).toEqual([]);
  },
  120_000,
);

browserTest('what arrives while the page is open does not run either', async () => {
  const console = await openConsole();
  const page = await openPage();
  const troubles = watch(page, console.url);
  await signIn(page, console);
  await poison(console);
  await page.locator('article.card').first().waitFor();
  await page.locator('.banner.halted').waitFor();
  expect(await page.locator(FOREIGN).count()).toBe(0);
  expect(await page.evaluate('window.pwned')).toBeUndefined();
  expect(troubles).toEqual([]);
});

browserTest('the policy of the pages stops even markup that got in', async () => {
  const console = await openConsole();
  const page = await openPage();
  await signIn(page, console);
  const stopped = await page.evaluate(`(() => {
    try { document.body.innerHTML += '<img src=x onerror="window.pwned=1">'; return 'ran'; } catch { return 'stopped'; }
  })()`);
  expect(stopped).toBe('stopped');
  await page.evaluate(`(() => {
    const img = document.createElement('img');
    img.src = 'https://evil.example.com/x.png';
    document.body.append(img);
    const form = document.createElement('form');
    form.action = 'https://evil.example.com/';
    document.body.append(form);
    form.submit();
  })()`);
  expect(new URL(page.url()).origin).toBe(console.url);
});

test('what can not be seen in an argument is written out, not left out', async () => {
  const console = await openConsole();
  const me = await operator(console);
  const { id } = await console.ask({
    shownArgs: {
      name: 'ad\u200Bmin\u202E',
      lines: 'one\ntwo\u0007',
      list: ['a\u{E0041}b'],
      pile: `a${'\u0301'.repeat(50)}`,
    },
  });
  const page = await (await me.get(`/approvals/${id}`)).text();
  expect(page).toContain('ad⟨U+200B⟩min⟨U+202E⟩');
  expect(page).toContain('one\ntwo⟨U+0007⟩');
  expect(page).toContain('a⟨U+E0041⟩b');
  expect(page).not.toContain('\u0301'.repeat(5));
  for (const unseen of ['\u200B', '\u202E', '\u0007']) expect(page).not.toContain(unseen);
});
