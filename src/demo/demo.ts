import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { startSandbox } from '../sandbox/index.js';

interface Answer {
  isError?: boolean;
  content: { type: string; text: string }[];
  structuredContent?: { code?: string; approval?: string };
}

const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
const say = (text = '') => process.stdout.write(`${text}\n`);

let step = 0;
let failed = 0;

function title(text: string): void {
  step += 1;
  say(`\n${paint(1, `${step}. ${text}`)}`);
}

function check(claim: string, holds: boolean): void {
  if (!holds) failed += 1;
  say(`   ${holds ? paint(32, 'ok ') : paint(31, 'NOT')} ${claim}`);
}

const cut = (text: string, max = 150) => (text.length > max ? `${text.slice(0, max)}…` : text);

const sandbox = await startSandbox();
const main = fileURLToPath(new URL('./main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'whmcs-mcp-demo-'));
const env = {
  // Its servers are not among those that whmcs-mcp halt finds for whoever watches.
  HOME: folder,
  USERPROFILE: folder,
  WHMCS_API_URL: sandbox.url,
  WHMCS_API_IDENTIFIER: sandbox.credentials.identifier,
  WHMCS_API_SECRET: sandbox.credentials.secret,
  WHMCS_STAFF_USERNAME: sandbox.state.staff[0]?.username ?? '',
  GUARD_STATE: join(folder, 'state.db'),
  GUARD_APPROVAL_WAIT: '0',
  // So that whoever watches sees each value beside its name.
  GUARD_LISTS: 'objects',
  LOG_LEVEL: 'error',
};
const transport = new StdioClientTransport({
  command: process.execPath,
  args: [main],
  env,
  cwd: fileURLToPath(new URL('.', import.meta.url)),
  stderr: 'inherit',
});
const client = new Client({ name: 'demo', version: '1.0.0' });

async function call(
  name: string,
  args: Record<string, unknown> = {},
): Promise<Answer & { data: unknown; text: string }> {
  say(`   ${paint(36, '→')} ${name} ${paint(2, cut(JSON.stringify(args)))}`);
  const answer = (await client.callTool({ name, arguments: args })) as unknown as Answer;
  const text = answer.content[0]?.text ?? '';
  say(`   ${paint(36, '←')} ${paint(2, cut(text))}`);
  return { ...answer, text, data: answer.isError ? undefined : JSON.parse(text) };
}

/** What the operator types at a shell, where the agent has no reach. */
async function operator(...args: string[]): Promise<string> {
  say(`   ${paint(33, '$')} whmcs-mcp ${args.join(' ')}`);
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  await once(child, 'close');
  for (const line of out.trimEnd().split('\n').slice(0, 12)) say(`     ${paint(2, cut(line))}`);
  return out;
}

const effects = () => sandbox.requests.filter((request) => request.effect).map((request) => request.action);

try {
  say('An MCP client (the official SDK, over stdio) works in an embedded WHMCS through whmcs-mcp.');
  say(
    'The policy is the shipped default: reading and everyday work are allowed, what could hurt asks a person, destruction is hidden.',
  );

  title('Which tools does the agent see?');
  await client.connect(transport);
  const { tools } = await client.listTools();
  const names = tools.map((tool) => tool.name);
  say(`   ${tools.length} tools, such as ${names.slice(0, 4).join(', ')}`);
  check('at least 55 tools are listed', tools.length >= 55);
  check(
    'none that deletes, cancels or terminates is among them',
    !names.some((name) => /delete|cancel|terminate|fraud/.test(name)),
  );

  title('Read a client and its invoices');
  const clients = await call('whmcs_get_clients', {
    limitnum: 3,
    fields: ['id', 'firstname', 'lastname', 'status'],
  });
  const first = (clients.data as { items: { id: number }[]; total: number }).items[0];
  check('the sandbox has 40 clients', (clients.data as { total: number }).total === 40);
  const details = await call('whmcs_get_client_details', { clientid: first?.id ?? 1 });
  check('the client is read whole', (details.data as { id: number }).id === first?.id);
  const invoices = await call('whmcs_get_invoices', {
    userid: first?.id ?? 1,
    fields: ['id', 'status', 'total'],
  });
  check('its invoices come as a list', Array.isArray((invoices.data as { items: unknown[] }).items));

  title('Read a ticket and answer it');
  const tickets = await call('whmcs_get_tickets', { ignore_dept_assignments: true, limitnum: 50 });
  const list = (tickets.data as { items: { id: number; subject: string }[] }).items;
  const quiet = list[0]?.id ?? 1;
  await call('whmcs_get_ticket', { ticketid: quiet });
  await call('whmcs_add_ticket_reply', { ticketid: quiet, message: 'Thank you, we are looking into it.' });
  check('the reply stands in WHMCS', effects().includes('AddTicketReply'));
  check('the customer would have been mailed once', sandbox.mails.length === 1);

  title('Try to cancel an order');
  const cancel = await call('whmcs_cancel_order', { orderid: 1042 });
  check('refused: the tool is not there', cancel.structuredContent?.code === 'policy_denied');

  title('Try to record a payment');
  const unpaid = await call('whmcs_get_invoices', { status: 'Unpaid', limitnum: 1, fields: ['id', 'total'] });
  const invoice = (unpaid.data as { items: { id: number; total: string }[] }).items[0];
  const pay = {
    invoiceid: invoice?.id ?? 1,
    transid: 'DEMO-1',
    gateway: 'paypal',
    amount: invoice?.total ?? '1.00',
  };
  const payment = await call('whmcs_add_payment', pay);
  check("refused: it needs a person's approval", payment.structuredContent?.code === 'approval_required');

  title('A person looks at it and approves it, and the agent makes the same call again');
  const id = payment.structuredContent?.approval ?? '';
  const shown = await operator('approvals', 'show', id);
  check(
    'the person sees which invoice and how much',
    shown.includes(String(invoice?.id)) && shown.includes(invoice?.total ?? '?'),
  );
  await operator('approvals', 'approve', id);
  const paid = await call('whmcs_add_payment', pay);
  check('the payment is booked', paid.isError !== true && effects().includes('AddInvoicePayment'));
  const twice = await call('whmcs_add_payment', pay);
  check('once: the same call again is a duplicate', twice.structuredContent?.code === 'duplicate_call');

  title('A customer writes instructions into a ticket, and the agent obeys');
  let injection: { id: number; message: string } | undefined;
  for (const { id } of list) {
    const ticket = (await client.callTool({
      name: 'whmcs_get_ticket',
      arguments: { ticketid: id },
    })) as unknown as Answer;
    const text = ticket.content[0]?.text ?? '';
    const replies = (JSON.parse(text) as { replies?: { message: string }[] }).replies ?? [];
    const message = replies.map((reply) => reply.message).find((body) => /whmcs_[a-z_]+/.test(body));
    if (message !== undefined) {
      injection = { id, message };
      break;
    }
  }
  say(
    `   ticket ${injection?.id}: ${paint(33, cut(injection?.message.replace(/\s+/g, ' ') ?? 'none found', 300))}`,
  );
  check('a ticket with an injection was read', injection !== undefined);
  const before = effects().length;
  const obeyed = [
    await call('whmcs_cancel_order', { orderid: 1042, cancelsub: true }),
    await call('whmcs_delete_client', { clientid: first?.id ?? 1 }),
    await call('whmcs_add_payment', {
      invoiceid: invoice?.id ?? 1,
      transid: 'FREE',
      gateway: 'paypal',
      amount: '1.00',
    }),
    await call('whmcs_module_terminate', { serviceid: 1 }),
  ];
  check(
    'every one of these calls was refused',
    obeyed.every((answer) => answer.isError === true),
  );
  check('nothing of it reached WHMCS', effects().length === before);

  title('What happened, and whether anybody changed the record of it');
  const verdict = await operator('audit', 'verify');
  check('the journal is whole', /whole/i.test(verdict));
} catch (error) {
  failed += 1;
  say(`   ${paint(31, 'NOT')} ${error instanceof Error ? error.message : String(error)}`);
} finally {
  await client.close();
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
}

say(
  failed === 0
    ? `\n${paint(32, 'Every step did what it says.')}\nNext, connect your own agent: node dist/main.js init (or init --sandbox, for a trial without a WHMCS).`
    : `\n${paint(31, `${failed} checks failed.`)}`,
);
process.exitCode = failed === 0 ? 0 : 1;
