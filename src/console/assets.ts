import { createHash } from 'node:crypto';
import { ICON } from './icon.js';
import { SCRIPT } from './live.js';
import { STYLE } from './style.js';

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

// The hash in the path lets browsers keep it for good, and ask for another as soon as it differs.
function asset(name: string, ending: string, type: string, text: string): Asset {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${ending}`, type, text };
}

export const ASSETS = {
  style: asset('console', 'css', 'text/css; charset=utf-8', STYLE),
  script: asset('console', 'js', 'text/javascript; charset=utf-8', SCRIPT),
  icon: asset('icon', 'svg', 'image/svg+xml', ICON),
} as const;

const BY_PATH = new Map<string, Asset>(Object.values(ASSETS).map((one) => [one.path, one]));

export function assetAt(path: string): Response {
  const found = BY_PATH.get(path);
  if (found === undefined) return new Response('There is no such file.\n', { status: 404 });
  return new Response(found.text, {
    headers: { 'content-type': found.type, 'cache-control': 'public, max-age=31536000, immutable' },
  });
}
