import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PAGES = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
  'policies/README.md',
];

/** The name by which a heading is linked to, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const textOf = (page: string) => readFileSync(join(ROOT, page), 'utf8');
const anchorsOf = (page: string) =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** Links of a page that lead nowhere. */
function brokenIn(page: string): string[] {
  const prose = textOf(page).replaceAll(/```[\s\S]*?```/g, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = '', anchor] = target.split('#');
    const to = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(ROOT, to))) return true;
    return anchor !== undefined && to.endsWith('.md') && !anchorsOf(to).includes(anchor);
  });
}

test.each(PAGES.map((page) => [page]))('every link of %s leads somewhere', (page) => {
  expect(brokenIn(page)).toEqual([]);
});

test('the README is short, and names every page', () => {
  const readme = textOf('README.md');
  expect(readme.split('\n').length).toBeLessThan(150);
  const named = PAGES.filter((page) => page.startsWith('docs/')).filter(
    (page) => !readme.includes(`(${page})`),
  );
  expect(named).toEqual([]);
});
