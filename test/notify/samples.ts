import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NotifySettings, readNotify } from '../../src/notify/index.js';

/** A file of its own that names channels. */
export function notifyFile(content: unknown): string {
  const path = join(mkdtempSync(join(tmpdir(), 'notify-')), 'notify.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

/** What a file says that must be right. */
export function settingsFor(content: unknown, variables: Record<string, string> = {}): NotifySettings {
  const read = readNotify(notifyFile(content), variables);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read;
}

/** 32 bytes. */
export const KEY = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Variables of a server that tells a program of one's own of all requests, on one level. */
export const toldByWebhook = (url: string, detail = 'full'): Record<string, string> => ({
  GUARD_NOTIFY: notifyFile({
    channels: {
      own: { type: 'webhook', url_env: 'OWN_HOOK', secret_env: 'OWN_HOOK_KEY', detail, settled: true },
    },
  }),
  OWN_HOOK: url,
  OWN_HOOK_KEY: KEY,
});
