import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { everyTool } from './every-tool.js';
import { credentialsFor, done, inProcess, sandboxed } from './harness.js';

const tokensOf = (text: string) => encode(text).length;

/** The most that a page of up to 25 rows may cost an agent, as a part of WHMCS's own reply as compact JSON. */
const MOST = 0.75;

const DOCS = readFileSync(fileURLToPath(new URL('../docs/lists.md', import.meta.url)), 'utf8');
const inWords = (tokens: number) => tokens.toLocaleString('en');

// What a page costs today, exactly: a change that costs an agent a token more is one that somebody means.
test.each([
  ['whmcs_get_clients', 769, 'Clients'],
  ['whmcs_get_invoices', 2450, 'Invoices'],
  ['whmcs_get_orders', 3088, 'Orders'],
  ['whmcs_get_tickets', 1263, 'Tickets'],
  ['whmcs_get_client_products', 1838, 'Services'],
  ['whmcs_get_client_domains', 1586, undefined],
  ['whmcs_get_transactions', 1235, undefined],
])(
  'a page of %s costs %i tokens, and at most three quarters of what WHMCS sends',
  async (name, tokens, inDocs) => {
    const sandbox = await sandboxed();
    const agent = await inProcess(credentialsFor(sandbox));
    const answer = await agent.call(name, { limitnum: 25 });
    expect(done(answer).items.length).toBeGreaterThan(10);
    const action = everyTool().get(name)?.action ?? '';
    const { identifier, secret } = sandbox.credentials;
    const form = { identifier, secret, action, limitnum: '25', responsetype: 'json' };
    const reply = await fetch(`${sandbox.url}/includes/api.php`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const before = tokensOf(JSON.stringify(await reply.json()));
    process.stdout.write(`${name}: ${tokensOf(answer.text)} tokens of ${before} (o200k_base)\n`);
    expect(tokensOf(answer.text)).toBe(tokens);
    expect(tokens).toBeLessThanOrEqual(before * MOST);
    if (inDocs === undefined) return;
    const share = (tokens / before).toFixed(2);
    expect(DOCS).toMatch(
      new RegExp(`${inDocs} \\| ${inWords(before)} \\| .* \\| ${inWords(tokens)} \\(${share}\\)`),
    );
  },
);
