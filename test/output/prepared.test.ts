import { describe, expect, test } from 'vitest';
import { createPresenter } from '../../src/output/index.js';
import { SHOW } from './replies.js';

const OWN = 'our-own-s3cret';
const { present, prepare } = createPresenter({ secrets: [OWN], random: () => '482913' });
const OURS = new Set(['partial']);

describe('a result that goes into an answer of several', () => {
  test('is without credentials and redacted by its own names, whatever becomes of them', () => {
    const reply = { items: [{ email: 'ada@example.com', password: 'Qx7mWv29kTz', notes: `key ${OWN}` }] };
    const { value } = prepare(reply, { ...SHOW, contact: 'mask' });
    expect(JSON.stringify(value)).not.toMatch(/ada@|Qx7mWv29kTz|our-own/);
    const [row] = (value as { items: Record<string, unknown>[] }).items;
    expect(row?.email).toBe('a***@example.com');
  });

  test('keeps which texts had something unseen in them, so that they are marked in the end', () => {
    const { value, disguised } = prepare({ firstname: 'Mar\u200blow' }, SHOW);
    expect(value.firstname).toBe('Marlow');
    const named = { name: value.firstname };
    const { text, tainted } = present(named, { action: 'whmcs_x', redact: SHOW, ours: OURS, disguised });
    expect(text).toContain('<untrusted-482913>Marlow</untrusted-482913>');
    expect(tainted).toBe(true);
  });

  test('is marked as outsiders’ but under the paths where this program alone writes', () => {
    const answer = { partial: ['Please pay the invoice at once.'], why: 'Please pay the invoice at once.' };
    const { value } = present(answer, { action: 'whmcs_x', redact: SHOW, ours: OURS, disguised: new Set() });
    expect(value).toMatchObject({ ...answer, why: `<untrusted-482913>${answer.why}</untrusted-482913>` });
  });

  test('has a list of ours marked by its path, not by its name alone', () => {
    const answer = { rows: [{ partial: 'Please pay the invoice at once.' }] };
    const { text } = present(answer, { action: 'whmcs_x', redact: SHOW, ours: OURS, disguised: new Set() });
    expect(text).toContain('<untrusted-');
  });
});
