import { bench } from 'vitest';
import { compileCatalog, type Tool, type Values } from '../../src/catalog/index.js';
import { createPresenter, type Presenter } from '../../src/output/index.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { FIELD_CLASSES, type Redact } from '../../src/terms.js';
import { classifyReply } from '../../src/whmcs/index.js';
import { areas } from '../../tools/index.js';

// Run it with: npm run bench:rooms reply
// It prints how long a reply is looked at between WHMCS and the caller: read, brought into shape, presented. It asserts nothing.

/** The first ones warm up. */
const ROUNDS = 25;
/** Of pages that were shown before, and of pages of which no text was. */
const PAGES = 40;

const tools = compileCatalog(areas);
const SHOW = Object.fromEntries(FIELD_CLASSES.map((field) => [field, 'show'])) as Redact;

/** Posts of a ticket, which has as many as a long one. */
const POSTS = 20;

const READS: readonly [what: string, tool: string, values: Values][] = [
  ['25 clients', 'whmcs_get_clients', { limitnum: 25 }],
  ['25 invoices', 'whmcs_get_invoices', { limitnum: 25 }],
  ['25 orders', 'whmcs_get_orders', { limitnum: 25 }],
  ['25 tickets', 'whmcs_get_tickets', { limitnum: 25 }],
  ['25 services', 'whmcs_get_client_products', { limitnum: 25 }],
];

/** What is the same in all installations: it is never new. */
const FIXED =
  /^(?:result|status|.*method|.*cycle|.*module|.*country.*|.*currency.*|priority|.*type|gateway|domain|.*hash|.*name of.*|c)$/i;
let texts = 0;

/** A word that no page had before. */
function syllable(): string {
  texts += 1;
  return [...texts.toString(26).padStart(4, '0')]
    .map((digit) => 'abdefghijklmnopqrstuvwxyza'[Number.parseInt(digit, 26)])
    .join('');
}

/** The same reply with other names in it. */
function renamed(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return FIXED.test(key) || !/^[A-Za-z]{3}/.test(value)
      ? value
      : value.replace(/[a-z]{2}/, (two) => two + syllable());
  if (Array.isArray(value)) return value.map((item) => renamed(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, renamed(inner, name)]));
}

/** A ticket with as many posts as a long one has. */
function lengthened(reply: unknown): unknown {
  const { replies } = reply as { replies?: { reply?: unknown[] } };
  if (replies?.reply === undefined) return reply;
  const posts = replies.reply;
  return {
    ...(reply as object),
    replies: { reply: Array.from({ length: POSTS }, (_, at) => posts[at % posts.length]) },
  };
}

async function replyOf({ url, credentials }: Sandbox, tool: Tool, values: Values): Promise<unknown> {
  const params = Object.entries(values).map(([name, value]) => [name, String(value)]);
  const form = new URLSearchParams({
    ...Object.fromEntries(params),
    ...credentials,
    action: tool.action,
    responsetype: 'json',
  });
  return (await fetch(`${url}/includes/api.php`, { method: 'POST', body: form })).json();
}

const STEPS = ['read', 'shape', 'present'] as const;
type Took = Record<(typeof STEPS)[number], number>;

const scrub = (text: string) => text;
const headers = { 'content-type': 'application/json' };

/** Microseconds of the processor for one reply, by step: others may be at work on the machine. */
function measure(tool: Tool, values: Values, replies: readonly string[], { present }: Presenter): Took {
  const { action, project } = tool;
  const took: Took = { read: 0, shape: 0, present: 0 };
  function timed<A, B>(step: keyof Took, all: readonly A[], run: (one: A) => B): B[] {
    const since = process.cpuUsage();
    const done = all.map(run);
    const { user, system } = process.cpuUsage(since);
    took[step] = (user + system) / all.length;
    return done;
  }
  const bodies = timed('read', replies, (text) => {
    const arrived = { arrived: true, status: 200, headers, text } as const;
    const verdict = classifyReply({ action, write: false, form: '' }, arrived, scrub);
    if (!verdict.good) throw new Error(verdict.trouble.message);
    return verdict.body;
  });
  const results = timed('shape', bodies, (body) => project(body, values, {}));
  timed('present', results, (result) => present(result, { action, redact: SHOW }).text);
  return took;
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const figures = (rounds: readonly Took[]) =>
  STEPS.map((step) => `${step} ${median(rounds.map((took) => took[step])).toFixed(0)}`).join(', ');

async function print(): Promise<void> {
  const sandbox = await startSandbox({});
  const long = sandbox.state.tickets.toSorted((a, b) => b.replies.length - a.replies.length)[0];
  const all = [...READS, [`a ticket of ${POSTS} posts`, 'whmcs_get_ticket', { ticketid: long?.id }] as const];
  process.stdout.write('microseconds of a reply that was seen before; of one that was not\n');
  const asked = [];
  for (const [what, name, values] of all) {
    const tool = tools.get(name);
    if (tool === undefined) throw new Error(`there is no ${name}`);
    asked.push({ what, tool, values, reply: await replyOf(sandbox, tool, values) });
  }
  await sandbox.close();
  for (const { what, tool, values, reply } of asked) {
    const pages = () => Array.from({ length: PAGES }, () => JSON.stringify(renamed(lengthened(reply))));
    const presenter = () =>
      createPresenter({ secrets: [sandbox.credentials.secret], lists: 'table', random: () => '482913' });
    // Each its own: what the one has never seen would push out what the other has.
    const [knowing, learning] = [presenter(), presenter()];
    const seen = pages();
    const rounds = { seen: [] as Took[], unseen: [] as Took[] };
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.seen.push(measure(tool, values, seen, knowing));
      rounds.unseen.push(measure(tool, values, pages(), learning));
    }
    process.stdout.write(
      `${what} (${seen[0]?.length} characters): ${figures(rounds.seen)}; ${figures(rounds.unseen)}\n`,
    );
  }
}

bench('reply', print, { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 });
