import icon192 from './assets/icons/192.png?base64';
import icon512 from './assets/icons/512.png?base64';
import maskable from './assets/icons/maskable-512.png?base64';
import worker from './service-worker/service-worker.ts?script';

const iconOf = (name: string, size: number, purpose: 'any' | 'maskable') => ({
  src: `/icons/${name}.png`,
  sizes: `${size}x${size}`,
  type: 'image/png',
  purpose,
});

/** What a browser needs to install the console. It says nothing of whoever runs it: anybody who reaches the address may read it. */
const MANIFEST = JSON.stringify({
  id: '/',
  name: 'whmcs-mcp approvals',
  short_name: 'Approvals',
  description: 'Requests of AI agents that wait for a person.',
  start_url: '/approvals',
  scope: '/',
  display: 'standalone',
  background_color: '#f5f7f6',
  theme_color: '#0f5c56',
  icons: [iconOf('192', 192, 'any'), iconOf('512', 512, 'any'), iconOf('maskable-512', 512, 'maskable')],
});

const ICON_S = 86_400;

const icon = (bytes: string): Response =>
  new Response(Buffer.from(bytes, 'base64'), {
    headers: { 'content-type': 'image/png', 'cache-control': `public, max-age=${ICON_S}` },
  });

const file = (text: string, type: string): Response =>
  new Response(text, { headers: { 'content-type': type, 'cache-control': 'no-cache' } });

/** Files at addresses of their own: browsers come back to them by those. */
export const INSTALLABLE: ReadonlyMap<string, () => Response> = new Map([
  ['/manifest.webmanifest', () => file(MANIFEST, 'application/manifest+json')],
  ['/service-worker.js', () => file(worker, 'text/javascript; charset=utf-8')],
  ['/icons/192.png', () => icon(icon192)],
  ['/icons/512.png', () => icon(icon512)],
  ['/icons/maskable-512.png', () => icon(maskable)],
]);
