import { describe, expect, test } from 'vitest';
import { SANDBOX_CREDENTIALS } from '../../src/sandbox/index.js';
import { credentialsFor, sandboxed } from '../harness.js';
import { examined, examinedSandbox } from './examined.js';

describe('what WHMCS says of itself', () => {
  test('all is well where all is', async () => {
    const { code, findings, of } = await examinedSandbox();
    expect(code).toBe(0);
    expect(of('version')).toMatchObject({ status: 'ok', facts: { version: '8.13.1' } });
    expect(of('staff-username')?.status).toBe('ok');
    expect(of('date-format')).toMatchObject({ status: 'ok', facts: { dateFormat: 'DD/MM/YYYY' } });
    expect(of('time-zone')?.status).toBe('ok');
    expect(of('clock')?.status).toBe('ok');
    expect(of('base-currency')).toMatchObject({ status: 'ok', facts: { currency: 'EUR' } });
    // Whatever is wrong comes with its cure.
    for (const { status, cure } of findings)
      expect(cure !== undefined).toBe(status === 'error' || status === 'warning');
  });

  test.each([
    ['7.9.2', 'error', 'older than 8.0'],
    ['8.2.1', 'warning', 'noemail of whmcs_open_ticket is ignored'],
    ['9.0.3', 'ok', 'invoices can not be changed'],
  ])('version %s', async (version, status, says) => {
    const { of } = await examinedSandbox({ version });
    expect(of('version')).toMatchObject({ status, says: expect.stringContaining(says), facts: { version } });
  });

  test('a version that the role does not tell', async () => {
    const { of } = await examinedSandbox({ allowedActions: ['GetCurrencies'] });
    expect(of('version')).toMatchObject({ status: 'warning', cure: expect.stringContaining('WhmcsDetails') });
  });

  test('a staff username that there is not, is disabled, or is not set', async () => {
    const wrong = await examinedSandbox({}, { WHMCS_STAFF_USERNAME: 'apj' });
    expect(wrong.of('staff-username')).toMatchObject({
      status: 'error',
      says: expect.stringContaining('Did you mean "api"?'),
      cure: expect.stringContaining('api, sam'),
    });
    const sandbox = await sandboxed({ now: () => new Date() });
    const [first] = sandbox.state.staff;
    if (first !== undefined) first.disabled = true;
    const disabled = await examined(credentialsFor(sandbox));
    expect(disabled.of('staff-username')).toMatchObject({
      status: 'error',
      says: expect.stringContaining('disabled'),
    });
    const unset = await examinedSandbox({}, { WHMCS_STAFF_USERNAME: '' });
    expect(unset.of('staff-username')?.status).toBe('warning');
  });

  test('another date format', async () => {
    const { of } = await examinedSandbox({ dateFormat: 'MM/DD/YYYY' });
    expect(of('date-format')).toMatchObject({
      status: 'error',
      cure: 'Set WHMCS_DATE_FORMAT=MM/DD/YYYY.',
      facts: { dateFormat: 'MM/DD/YYYY' },
    });
  });

  test('another time zone, with zones that fit', async () => {
    const { of } = await examinedSandbox({}, { WHMCS_TIMEZONE: 'Asia/Tokyo' });
    expect(of('time-zone')).toMatchObject({
      status: 'error',
      facts: { zones: expect.stringContaining('Africa/') },
    });
    // By the activity log, where the role does not tell what time it is there.
    const { of: byLog } = await examinedSandbox(
      { allowedActions: ['GetCurrencies', 'GetActivityLog'] },
      { WHMCS_TIMEZONE: 'Pacific/Honolulu' },
    );
    expect(['error', 'warning', 'skipped']).toContain(byLog('time-zone')?.status);
  });

  test('a clock that is wrong', async () => {
    const behind = async (ms: number, credentials = { identifier: 'identifier', secret: 'secret' }) => {
      const { of } = await examinedSandbox({ now: () => new Date(Date.now() - ms), credentials });
      return of('clock');
    };
    expect(await behind(3 * 3_600_000)).toMatchObject({
      status: 'warning',
      says: expect.stringContaining('3 h ahead'),
    });
    // No network time brings that about.
    expect(await behind(40 * 86_400_000)).toMatchObject({
      status: 'warning',
      says: expect.stringMatching(/40 days ahead .* where it is \d{4}-/),
      cure: expect.stringContaining('wrong day'),
    });
    expect(await behind(40 * 86_400_000, SANDBOX_CREDENTIALS)).toMatchObject({
      status: 'skipped',
      says: expect.stringContaining('the sandbox'),
    });
  });

  test('no base currency, and two', async () => {
    const sandbox = await sandboxed({ now: () => new Date() });
    const rates = sandbox.state.currencies.map((currency) => currency.rate);
    for (const currency of sandbox.state.currencies) currency.rate = '1.00000';
    expect((await examined(credentialsFor(sandbox))).of('base-currency')?.status).toBe('warning');
    for (const currency of sandbox.state.currencies) currency.rate = '2.00000';
    expect((await examined(credentialsFor(sandbox))).of('base-currency')?.status).toBe('error');
    expect(rates).toContain('1.00000');
  });

  test('what the documentation leaves open is told with --questions alone', async () => {
    const { findings } = await examinedSandbox({}, {}, ['--questions']);
    const told = findings.filter(({ id }) => id === 'what-it-showed');
    expect(told.map(({ facts }) => Number(facts?.question)).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 1),
    );
    expect(told.find(({ facts }) => facts?.question === '5')?.says).toContain('without a result');
    expect(told.find(({ facts }) => facts?.question === '9')?.says).toContain('no action GetProductGroups');
    expect(told.find(({ facts }) => facts?.question === '10')?.says).toContain('a list');
    expect((await examinedSandbox()).findings.some(({ id }) => id === 'what-it-showed')).toBe(false);
  });
});
