import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

const PATHS = ['/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'];

/** Nothing that calls home, and nothing that a container has no room for. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where a Chromium is, by CHROMIUM or in the usual places. */
const path = [process.env.CHROMIUM ?? '', ...PATHS].find((each) => each !== '' && existsSync(each));

let home: string | undefined;
let server: BrowserServer | undefined;

/** One Chromium for all test files: each page has a context, and so cookies, of its own. */
export async function setup(project: TestProject): Promise<void> {
  if (path === undefined) return;
  home = mkdtempSync(join(tmpdir(), 'whmcs-mcp-chromium-'));
  const env = { PATH: process.env.PATH ?? '', HOME: home, TMPDIR: home };
  server = await chromium.launchServer({ executablePath: path, args: ARGS, env });
  project.provide('chromium', server.wsEndpoint());
}

export async function teardown(): Promise<void> {
  await server?.close();
  if (home !== undefined) rmSync(home, { recursive: true, force: true });
}

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the Chromium of the run listens. */
    chromium?: string;
  }
}
