import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, onTestFinished, test } from 'vitest';

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
export const CHROMIUM = [process.env.CHROMIUM ?? '', ...PATHS].find(
  (path) => path !== '' && existsSync(path),
);

let opened: Promise<Browser> | undefined;

/** The one browser of a test file, started when first needed. */
export function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) {
    throw new Error('There is no Chromium here. Install one, or name it in CHROMIUM.');
  }
  opened ??= chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  return opened;
}

afterAll(async () => {
  await (await opened)?.close();
  opened = undefined;
});

/** `test`, where there is a browser. Without one it is skipped, and fails where CI is set. */
export function browserTest(name: string, run: () => Promise<void>, timeout = 60_000): void {
  if (CHROMIUM === undefined && !process.env.CI) test.skip(`${name} (there is no Chromium here)`, run);
  else test(name, run, timeout);
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly script?: boolean;
  /** Only for tools that put code of their own into a page. */
  readonly bypassCSP?: boolean;
}

export const DESKTOP = { width: 1280, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;

/** A page with cookies of its own. It is gone when the test is. */
export async function openPage(look: Look = {}, more: BrowserContextOptions = {}): Promise<Page> {
  const { width = DESKTOP.width, height = DESKTOP.height, dark = false, script = true } = look;
  const context = await (await openBrowser()).newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    javaScriptEnabled: script,
    bypassCSP: look.bypassCSP ?? false,
    locale: 'en-GB',
    timezoneId: 'UTC',
    ...more,
  });
  // Chromium may never answer a close that meets a page on its way elsewhere; the browser's own end takes it along.
  onTestFinished(async () => {
    await Promise.race([context.close(), setTimeout(3000, undefined, { ref: false })]);
  });
  return context.newPage();
}

/** Everything that a page did which none of ours may do: dialogs, errors, complaints of its policy, foreign addresses. */
export function watch(page: Page, origin: string): string[] {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') seen.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) seen.push(`request: ${request.url()}`);
  });
  return seen;
}

/** The four ways in which each page is looked at. */
export const LOOKS = [
  { name: 'desktop-light', ...DESKTOP, dark: false },
  { name: 'desktop-dark', ...DESKTOP, dark: true },
  { name: 'phone-light', ...PHONE, dark: false },
  { name: 'phone-dark', ...PHONE, dark: true },
] as const;

/** Takes a picture of what stands in the window. */
export async function shoot(page: Page, url: string, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  if (page.url() !== url) await page.goto(url);
  await page.screenshot({ path, animations: 'disabled' });
}
