import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** `unit` needs this process alone, `process` starts programs or takes its time, `browser` needs a Chromium. */
export type Project = 'unit' | 'process' | 'browser';

const STARTS_PROGRAMS = ['node:child_process', '@modelcontextprotocol/sdk/client/stdio.js'];
const STARTS_BROWSER = 'playwright-core';

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export) (?!type\b)[^;]*?from '([^']+)'|^import '([^']+)'/gm)].map(
    (found) => found[1] ?? found[2] ?? '',
  );
}

/** All that a test file imports, through the other files of the tests too. What lies in `src` starts nothing. */
function needsOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  return importsOf(file).flatMap((name) => {
    if (!name.startsWith('.')) return [name];
    const path = resolve(dirname(file), name.replace(/\.js$/, '.ts'));
    return path.includes('/test/') && path.endsWith('.ts') ? needsOf(path, seen) : [];
  });
}

/** Whether a test in it allows itself a minute or more: nothing to wait for between two edits. */
function isLong(file: string): boolean {
  const limits = readFileSync(file, 'utf8').matchAll(
    /(?:[tT]imeout: |^\s*(?:\}, )?)([\d_]{5,})(?:\);|,$| \})/gm,
  );
  return [...limits].some(([, limit = '']) => Number(limit.replaceAll('_', '')) >= 60_000);
}

/** Marks a file whose tests try every tool or every wait, and take seconds for it. */
const SLOW = /^\/\/ Takes its time:/m;

export function projectOf(file: string): Project {
  const needs = needsOf(file);
  if (needs.includes(STARTS_BROWSER)) return 'browser';
  return isLong(file) ||
    SLOW.test(readFileSync(file, 'utf8')) ||
    needs.some((name) => STARTS_PROGRAMS.includes(name))
    ? 'process'
    : 'unit';
}

function testsBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return testsBelow(path);
    return name.endsWith('.test.ts') ? [path] : [];
  });
}

/** Every test file by what it needs, so that nobody has to keep a list. */
export function testsOf(project: Project, folder: string): string[] {
  return testsBelow(folder).filter((file) => projectOf(file) === project);
}
