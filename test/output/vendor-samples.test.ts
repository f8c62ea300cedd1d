import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { createPresenter, tokensOf } from '../../src/output/index.js';
import { SHOW, samples, textsOf } from './replies.js';

const presenter = createPresenter({ secrets: [], customFieldsShown: [1], random: () => '482913' });
const present = (action: string, result: unknown) => presenter.present(result, { action, redact: SHOW });

/** Where the vendor's samples hold prose, or what is neither plain nor prose. */
const PROSE: Record<string, string[]> = {
  whmcs_get_ticket_attachment: ['filename'],
  whmcs_get_tickets: ['subject'],
  whmcs_get_ticket: ['subject', 'message'],
  whmcs_get_activity_log: ['description'],
  whmcs_get_orders: ['notes'],
  whmcs_get_domain_whois: ['Registrant'],
  whmcs_get_cancelled_packages: ['reason'],
  whmcs_check_domain: ['whois'],
  whmcs_get_module_queue: ['lastAttemptError'],
  whmcs_get_emails: ['message', 'subject', 'to'],
};

describe.each(samples)('$tool', ({ tool, action, result }) => {
  test('prose is marked, and nothing else', () => {
    const { value, tainted } = present(action, result);
    const marked = textsOf(value).filter(({ text }) => text.includes('<untrusted-'));
    expect([...new Set(marked.map(({ path }) => path.at(-1)))].sort()).toEqual((PROSE[tool] ?? []).sort());
    expect(tainted).toBe(tool in PROSE);
  });

  test('what stands beside the marks stays as it was', () => {
    const before = textsOf(result).filter(
      ({ path, text }) => text !== '' && !PROSE[tool]?.includes(path.at(-1) ?? ''),
    );
    const after = new Set(
      textsOf(present(action, result).value).map(({ path, text }) => `${path.join('.')}=${text}`),
    );
    const lines = (text: string) => text.replaceAll('\r\n', '\n');
    const lost = before.filter(({ path, text }) => !after.has(`${path.join('.')}=${lines(text)}`));
    expect(lost.filter(({ text }) => !/^(xxxxxxxx|KPqH7yG3)$/.test(text))).toEqual([]);
  });
});

test('the marks cost a tenth of the tokens of all samples together, and none of lists without outsiders', async ({
  annotate,
}) => {
  const tokens = (value: unknown) => encode(JSON.stringify(value)).length;
  let plain = 0;
  let marked = 0;
  for (const { action, result } of samples) {
    const value = present(action, result).value;
    plain += tokens(result);
    marked += tokens(value);
    if (/^Get(Products|Currencies|PaymentMethods|Stats|TLDPricing|EmailTemplates)$/.test(action)) {
      expect(tokens(value)).toBe(tokens(result));
    }
  }
  await annotate(`${plain} tokens become ${marked}`);
  expect(marked / plain).toBeLessThan(1.1);
});

test('the estimate of tokens is not far from a real count, and on the safe side for the records of WHMCS', () => {
  const all = samples.map(({ result }) => JSON.stringify(result)).join('');
  const counted = encode(all).length;
  expect(tokensOf(all)).toBeGreaterThan(counted);
  expect(tokensOf(all)).toBeLessThan(1.3 * counted);
});
