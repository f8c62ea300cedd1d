import { describe, expect, test } from 'vitest';
import { done, temporaryFolder } from '../harness.js';
import { finished, overStdio } from '../program.js';
import { hasTerminals, onRealTerminal } from './real-terminal.js';

/** The program on a real terminal of 80 columns, until it ends by itself. */
async function onTerminal(args: string[], env: Record<string, string> = {}, answer = '') {
  const terminal = onRealTerminal(args, { variables: env });
  if (answer !== '') await terminal.answer('(yes/no)', `${answer}\n`);
  const code = await terminal.exit;
  return { code, out: terminal.out().replaceAll('\r\n', '\n') };
}

describe.skipIf(!hasTerminals)('on a terminal', () => {
  test('whmcs-mcp says what it is, what works, how many tools are shown, and what to do next, and ends', async () => {
    const { code, out } = await onTerminal(['--sandbox'], { NO_COLOR: '1' });
    expect(code).toBe(0);
    expect(out).toMatch(/^whmcs-mcp \d+\.\d+\.\d+: lets an AI agent work in WHMCS/);
    expect(out).toMatch(/agents are shown 55 of 62 tools \(7 hidden\), \d+ always ask a person/);
    expect(out).toMatch(/Tell your client .*dist\/main\.js","--sandbox"/);
    expect(out).toContain('whmcs-mcp console --sandbox');
    expect(out).not.toContain('\u001b');
    expect(out).not.toMatch(/^\d{4}-\d\d-\d\dT/m);
  });

  test('without settings it says what is missing and what to do about it', async () => {
    const { code, out } = await onTerminal([]);
    expect(code).toBe(1);
    expect(out).toContain('WHMCS_API_URL: is missing');
    expect(out).toContain('whmcs-mcp help');
    expect(out.match(/whmcs-mcp init {2,}/g)).toHaveLength(1);
    expect(out).toContain('\u001b[1m');
  });

  test('undo asks, and lists have colour and relative times', { timeout: 40_000 }, async () => {
    const HOME = temporaryFolder();
    const agent = await overStdio({ HOME, GUARD_STATE: '' }, ['--sandbox']);
    const cityNow = async () => done(await agent.call('whmcs_get_client_details', { clientid: 1 })).city;
    const before = await cityNow();
    done(await agent.call('whmcs_update_client', { clientid: 1, city: 'Elsewhere' }));
    const { out: listed } = await finished(
      ['audit', '--sandbox', '--json', '--tool', 'whmcs_update_client'],
      { HOME },
    );
    const id = JSON.parse(listed)[0].call;

    const no = await onTerminal(['undo', id, '--sandbox'], { HOME }, 'no');
    expect(no).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was done.') });
    expect(no.out).toContain(`"city":"${before}"`);
    expect(await cityNow()).toBe('Elsewhere');

    const yes = await onTerminal(['undo', id, '--sandbox'], { HOME }, 'yes');
    expect(yes).toMatchObject({ code: 0, out: expect.stringContaining('Done:') });
    expect(await cityNow()).toBe(before);
    const shown = (await finished(['audit', 'show', id, '--sandbox'], { HOME })).out;
    const [, undoing = ''] = /^Undone by: +([\w-]+), /m.exec(shown) ?? [];
    expect((await finished(['audit', 'show', undoing, '--sandbox'], { HOME })).out).toContain(id);
    done(await agent.call('whmcs_update_client', { clientid: 1, city: 'Later' }));
    const again = await finished(['undo', id, '--sandbox', '--yes'], { HOME });
    expect(again).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining(`already, by call ${undoing}`),
    });
    expect(await cityNow()).toBe('Later');

    const coloured = (await onTerminal(['audit', '--sandbox'], { HOME })).out;
    expect(coloured).toMatch(/^(now|\d+ s ago) /m);
    expect(coloured).toContain('\u001b[32mdone');
    expect((await onTerminal(['audit', '--sandbox'], { HOME, NO_COLOR: '1' })).out).not.toContain('\u001b');
    expect((await finished(['audit', '--sandbox'], { HOME })).out).toMatch(/^\d{4}-\d\d-\d\dT\S+Z {2}done/m);
  });
});
