import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { startBackend } from './backend-process.js';
import { decisionMicros, policyOf, shippedPolicy, spreadRules } from './decide.js';
import { syncMs } from './disk.js';
import type { FigureName } from './figures.js';
import { leastWrite } from './least-write.js';
import { measure } from './measure.js';
import { type Options, readOptions } from './options.js';
import { pageTokens } from './pages.js';
import { FLOOR, ours, UNGUARDED } from './servers.js';
import { type Inside, type Report, tablesOf, writeRatio } from './table.js';

const DECISIONS = 20_000;
const MANY_RULES = 10_000;

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

async function run(options: Options): Promise<Report> {
  const servers = [FLOOR, UNGUARDED, ours(), ...options.others];
  const results = Object.fromEntries(
    servers.map(({ name }) => [name, {} as Partial<Record<FigureName, number[]>>]),
  );
  const inside: Inside = { decide: [], decideMany: [], sync: [], leastCommit: [], ownConnection: [] };
  const [shipped, many] = [shippedPolicy(), policyOf(spreadRules(MANY_RULES, 1))];
  const backend = await startBackend();
  try {
    for (let round = 1; round <= options.rounds; round += 1) {
      for (const server of servers) {
        note(`round ${round} of ${options.rounds}: ${server.name}`);
        const figures = await measure(server, backend, options);
        const own = results[server.name] ?? {};
        for (const [name, value] of Object.entries(figures) as [FigureName, number][])
          own[name] = [...(own[name] ?? []), value];
      }
      inside.decide.push(decisionMicros(shipped, DECISIONS));
      inside.decideMany.push(decisionMicros(many, DECISIONS));
      inside.sync.push(syncMs());
      const least = await leastWrite(backend.url);
      inside.leastCommit.push(least.commit);
      inside.ownConnection.push(least.connection);
    }
    const pages = await pageTokens(servers.filter(({ name }) => name !== FLOOR.name));
    return { servers: servers.map(({ name }) => name), results, inside, pages };
  } finally {
    backend.close();
  }
}

const options = readOptions(process.argv.slice(2));
if (options !== undefined) {
  const machine = {
    cpus: cpus().length,
    model: cpus()[0]?.model,
    node: process.version,
    loadBefore: loadavg(),
  };
  const report = await run(options);
  const { rounds, calls } = options;
  process.stdout.write(
    `\n${machine.cpus} × ${machine.model}, Node.js ${machine.node}, load ${machine.loadBefore[0]?.toFixed(2)} at the start; ` +
      `${rounds} interleaved rounds of ${calls} calls\n\n${tablesOf(report)}`,
  );
  if (options.json !== undefined) {
    const all = {
      machine: { ...machine, loadAfter: loadavg() },
      rounds,
      calls,
      writeRatio: writeRatio(report),
      ...report,
    };
    writeFileSync(options.json, `${JSON.stringify(all, null, 2)}\n`);
  }
}
