import { createHash } from 'node:crypto';
import activity from './assets/activity.css?text';
import approvals from './assets/approvals.css?text';
import colors from './assets/colors.css?text';
import components from './assets/components.css?text';
import script from './assets/console.ts?script';
import controls from './assets/controls.css?text';
import desk from './assets/desk.css?text';
import elements from './assets/elements.css?text';
import icon from './assets/icon.svg?text';
import layout from './assets/layout.css?text';
import limits from './assets/limits.css?text';
import narrow from './assets/narrow.css?text';
import policy from './assets/policy.css?text';
import today from './assets/today.css?text';
import tools from './assets/tools.css?text';

interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** The order counts: of two equally specific rules the later one holds. */
const STYLE = [
  colors,
  elements,
  layout,
  controls,
  components,
  approvals,
  activity,
  desk,
  tools,
  limits,
  today,
  policy,
  narrow,
].join('\n');

// The path holds a hash of the content, so browsers can cache a file for good.
function asset(name: string, ending: string, type: string, text: string): Asset {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${ending}`, type, text };
}

export const ASSETS = {
  style: asset('console', 'css', 'text/css; charset=utf-8', STYLE),
  script: asset('console', 'js', 'text/javascript; charset=utf-8', script),
  icon: asset('icon', 'svg', 'image/svg+xml', icon),
} as const;

const BY_PATH = new Map<string, Asset>(Object.values(ASSETS).map((one) => [one.path, one]));

export function assetAt(path: string): Response {
  const found = BY_PATH.get(path);
  if (found === undefined) return new Response('There is no such file.\n', { status: 404 });
  return new Response(found.text, {
    headers: { 'content-type': found.type, 'cache-control': 'public, max-age=31536000, immutable' },
  });
}
