import type { Growth, Line } from './growth.js';

const [WIDTH, HEIGHT] = [640, 360];
const [LEFT, RIGHT, TOP, BOTTOM] = [64, 24, 24, 56];
const COLOURS = ['#1f6feb', '#bc4c00', '#1a7f37'];

/** Zero has a place of its own, one step before one. */
const logOf = (size: number) => (size === 0 ? -1 : Math.log10(size));

const shortNumber = (value: number) =>
  value >= 1_000_000 ? `${value / 1_000_000}M` : value >= 1_000 ? `${value / 1_000}k` : String(value);

/** Powers of ten from at most the least to at least the most. */
function decades(least: number, most: number): number[] {
  const [from, to] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  return Array.from({ length: Math.max(1, to - from) + 1 }, (_, index) => 10 ** (from + index));
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

const label = (x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end', fill = '#57606a') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${fill}">${escaped(text)}</text>`;

/** A picture with both axes in powers of ten: what is flat lies level, what is linear climbs one step with each step. */
export function plot({ of, lines }: Growth): string {
  const points = lines.flatMap((line) => line.points);
  const sizes = [...new Set(points.map(([size]) => size))].toSorted((a, b) => a - b);
  const costs = points.map(([, ms]) => ms);
  const levels = decades(Math.min(...costs), Math.max(...costs));
  const [firstLog, lastLog] = [logOf(sizes[0] ?? 1), logOf(sizes.at(-1) ?? 10)];
  const [lowest, highest] = [Math.log10(levels[0] ?? 1), Math.log10(levels.at(-1) ?? 10)];
  const x = (size: number) =>
    LEFT + ((logOf(size) - firstLog) / (lastLog - firstLog)) * (WIDTH - LEFT - RIGHT);
  const y = (ms: number) =>
    HEIGHT - BOTTOM - ((Math.log10(ms) - lowest) / (highest - lowest)) * (HEIGHT - TOP - BOTTOM);

  const level = (ms: number) =>
    `<path d="M${LEFT} ${y(ms).toFixed(1)}H${WIDTH - RIGHT}" stroke="#d0d7de"/>${label(LEFT - 8, y(ms) + 4, `${ms} ms`, 'end')}`;
  const drawn = ({ label: name, points: its }: Line, index: number) => {
    const colour = COLOURS[index % COLOURS.length] ?? '';
    const path = its.map(([size, ms]) => `${x(size).toFixed(1)},${y(ms).toFixed(1)}`);
    const dots = path.map(
      (at) => `<circle cx="${at.split(',')[0]}" cy="${at.split(',')[1]}" r="3" fill="${colour}"/>`,
    );
    const legend = label(LEFT + 8, TOP + 14 + index * 18, `● ${name}`, 'start', colour);
    return `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}${legend}`;
  };

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>CPU of a call over ${escaped(of)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...levels.map(level),
    ...sizes.map((size) => label(x(size), HEIGHT - BOTTOM + 18, shortNumber(size), 'middle')),
    label((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, of, 'middle', '#1f2328'),
    ...lines.map(drawn),
    '</svg>\n',
  ].join('\n');
}
