import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { startSandbox } from '../src/sandbox/index.js';
import { type Measured, ownFolder, start } from './servers.js';

/** Lists that agents read most, by the action that answers them. */
const PAGES = [
  ['whmcs_get_clients', 'GetClients'],
  ['whmcs_get_invoices', 'GetInvoices'],
  ['whmcs_get_orders', 'GetOrders'],
  ['whmcs_get_tickets', 'GetTickets'],
  ['whmcs_get_client_products', 'GetClientsProducts'],
] as const;

export interface PageTokens {
  readonly tool: string;
  /** Of WHMCS's own reply as compact JSON. */
  readonly reply: number;
  /** Of the answer, by server; missing where a server has no such tool. */
  readonly answers: Readonly<Record<string, number>>;
}

const tokensOf = (text: string) => encode(text).length;

/** Tokens of a page of 25, as the embedded WHMCS sends it and as each server passes it on. */
export async function pageTokens(servers: readonly Measured[]): Promise<PageTokens[]> {
  const sandbox = await startSandbox({});
  const whmcs = { url: sandbox.url, ...sandbox.credentials };
  const clients = servers.map((server) => ({ name: server.name, client: start(server, whmcs, ownFolder()) }));
  try {
    const pages: PageTokens[] = [];
    for (const { client } of clients) await client.open();
    for (const [tool, action] of PAGES) {
      const form = new URLSearchParams({
        ...sandbox.credentials,
        action,
        limitnum: '25',
        responsetype: 'json',
      });
      const reply = await fetch(`${sandbox.url}/includes/api.php`, { method: 'POST', body: form });
      const answers: Record<string, number> = {};
      for (const { name, client } of clients) {
        const text = await client.call(tool, { limitnum: 25 }).catch(() => undefined);
        if (text !== undefined) answers[name] = tokensOf(text);
      }
      pages.push({ tool, reply: tokensOf(JSON.stringify(await reply.json())), answers });
    }
    return pages;
  } finally {
    await Promise.all(clients.map(({ client }) => client.close()));
    await sandbox.close();
  }
}
