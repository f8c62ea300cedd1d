import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { allTools, installationIdOf } from '../app.js';
import type { Tool } from '../catalog/index.js';
import { surroundingsOf } from '../guard/index.js';
import {
  type Case,
  decide,
  explain,
  type Policy,
  parseCases,
  type Request,
  runCases,
} from '../policy/index.js';
import { didYouMean } from '../spelling.js';
import type { Flags, Host } from './index.js';
import { readSetting, withStore } from './state.js';

/** Something the operator typed that can't be used; the message says what. */
class Unusable extends Error {}

function jsonObject(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unusable(`${what} must be JSON, such as '{"orderid": 1042}'`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unusable(`${what} must be a JSON object`);
  }
  return value as Record<string, unknown>;
}

function textOf(host: Host, file: string): string {
  try {
    return readFileSync(resolve(host.cwd, file), 'utf8');
  } catch (error) {
    throw new Unusable(`${file} can't be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** `{order: {...}, invoice: {...}, money: {...}, client: 7}`: what WHMCS would be found to hold. */
function factsIn(host: Host, flags: Flags): Pick<Request, 'context' | 'money' | 'client'> {
  if (flags.context === undefined) return {};
  const { money, client, ...records } = jsonObject(textOf(host, flags.context), flags.context);
  return {
    context: records as Record<string, Record<string, unknown>>,
    ...(money === undefined ? {} : { money: money as Record<string, unknown> }),
    ...(client === undefined ? {} : { client: client as number }),
  };
}

function requestOf(host: Host, flags: Flags, tool: Tool, args: string | undefined): Request {
  const at = flags.at === undefined ? new Date() : new Date(flags.at);
  if (Number.isNaN(at.getTime())) throw new Unusable('--at takes a time such as 2026-03-02T09:30:00Z');
  const parsed = tool.parse(args === undefined ? {} : jsonObject(args, 'the arguments'));
  if ('problems' in parsed)
    throw new Unusable(`${tool.name} would refuse these arguments: ${parsed.problems.join('; ')}`);
  const caller = { name: flags.caller ?? 'local', channel: 'stdio' };
  const { values } = parsed;
  return {
    tool: tool.name,
    args: values,
    effects: tool.effects(values),
    caller,
    session: { tainted: false },
    at,
    ...factsIn(host, flags),
  };
}

/** What the counters stand at that the call would be counted in, where there is a state to ask. */
async function standings(host: Host, flags: Flags, policy: Policy, request: Request): Promise<void> {
  const { limits } = decide(policy, request);
  const url = readSetting(host, flags, 'url');
  const path = readSetting(host, flags, 'state');
  if (limits.length === 0 || url === '' || path === 'memory' || !existsSync(path)) return;
  await withStore(host, flags, async (store) => {
    const buckets = limits.map(({ counter, window, key }) => ({
      counter,
      window,
      key: `${installationIdOf(url)} ${key}`,
    }));
    const found = await store.standing(request.at as Date, buckets);
    host.stdout.write('limits now:\n');
    found.forEach(({ used, resetsAt }, index) => {
      const until = resetsAt === undefined ? '' : `, until ${resetsAt.toISOString()}`;
      host.stdout.write(`  ${limits[index]?.id}: ${used} of ${limits[index]?.max}${until}\n`);
    });
    return 0;
  });
}

function refused(host: Host, error: unknown): number {
  if (!(error instanceof Unusable)) throw error;
  host.stderr.write(`whmcs-mcp policy: ${error.message}\n`);
  return 1;
}

/** Prints what a policy says of one call, and why: every rule that spoke and what it compared. */
export async function explainCall(
  host: Host,
  flags: Flags,
  policy: Policy,
  words: readonly string[],
): Promise<number> {
  const [name = '', args] = words;
  try {
    const tool = allTools().get(name);
    if (tool === undefined)
      throw new Unusable(`there is no tool "${name}".${didYouMean(name, allTools().keys())}`);
    const request = requestOf(host, flags, tool, args);
    host.stdout.write(
      explain(policy, request)
        .map((line) => `${line}\n`)
        .join(''),
    );
    await standings(host, flags, policy, request);
    return 0;
  } catch (error) {
    return refused(host, error);
  }
}

/** A row as the guard would see its call: arguments with their defaults, and what they set off. */
function asCalled(row: Case): Case {
  const tool = allTools().get(row.request.tool);
  const parsed = tool?.parse(row.request.args);
  if (tool === undefined || parsed === undefined) return row;
  if ('problems' in parsed) {
    throw new Unusable(
      `line ${row.line}, ${row.name}: ${tool.name} would refuse these arguments: ${parsed.problems.join('; ')}`,
    );
  }
  const { values } = parsed;
  const effects = Array.isArray(row.request.effects) ? row.request.effects : tool.effects(values);
  return { ...row, request: { ...row.request, args: values, effects } };
}

/** Runs a decision table; exit code 1 where a row comes out otherwise. */
export function testCases(host: Host, policy: Policy, file: string, named: string | undefined): number {
  const table = named ?? file.replace(/\.json$/, '.cases.json');
  try {
    const parsed = parseCases(textOf(host, table), surroundingsOf(allTools()));
    if ('problems' in parsed) {
      for (const { line, column, pointer, message } of parsed.problems) {
        host.stdout.write(`${table}:${line}:${column} error ${pointer || '/'} ${message}\n`);
      }
      return 1;
    }
    const results = runCases(policy, parsed.cases.map(asCalled));
    const failed = results.filter((result) => !result.passed);
    for (const { case: one, outcome, rule } of failed) {
      const wanted = one.rule === undefined ? one.expect : `${one.expect} by ${one.rule}`;
      host.stdout.write(`${table}:${one.line} ${one.name}: expected ${wanted}, is ${outcome} by ${rule}\n`);
    }
    host.stdout.write(`${results.length - failed.length} of ${results.length} cases hold.\n`);
    return failed.length === 0 ? 0 : 1;
  } catch (error) {
    return refused(host, error);
  }
}
