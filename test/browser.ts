import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject, onTestFinished, test } from 'vitest';
import { IS_WHOLE } from './setup/whole.js';

/** Where the Chromium of the run listens; undefined where there is none. */
export const CHROMIUM = inject('chromium');

let opened: Promise<Browser> | undefined;

/** The one browser of all tests, reached when first needed. */
export function openBrowser(): Promise<Browser> {
  if (CHROMIUM === undefined) {
    throw new Error('There is no Chromium here. Install one, or name it in CHROMIUM.');
  }
  opened ??= chromium.connect(CHROMIUM);
  return opened;
}

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

/** A page of somebody who has signed in by the link. */
export async function signedIn({ link }: { link: string }, look: Look = {}): Promise<Page> {
  const page = await openPage(look);
  await page.goto(link);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForURL(/\/approvals/);
  return page;
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

const LOOKS = [
  { name: 'desktop-light', ...DESKTOP, dark: false },
  { name: 'desktop-dark', ...DESKTOP, dark: true },
  { name: 'phone-light', ...PHONE, dark: false },
  { name: 'phone-dark', ...PHONE, dark: true },
] as const;

/** Each size in each theme where a run takes its time or makes pictures, this one otherwise. */
export const looks = (one: (typeof LOOKS)[number]['name']) =>
  LOOKS.filter(({ name }) => name === one || IS_WHOLE || process.env.WRITE_SCREENSHOTS !== undefined);

/** Takes a picture of what stands in the window. */
export async function shoot(page: Page, url: string, path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true });
  if (page.url() !== url) await page.goto(url);
  await page.screenshot({ path, animations: 'disabled' });
}
