import type { Writable } from 'node:stream';
import type { Screen } from './person.js';

/** Words in place of signs and colours, for scripts and for whoever reads their output. */
export function plainScreen(output: Writable): Screen {
  const write = (line: string) => void output.write(`${line}\n`);
  return {
    title: write,
    say: write,
    good: (line) => write(`ok       ${line}`),
    warn: (line) => write(`warning  ${line}`),
    bad: (line) => write(`error    ${line}`),
    lines: (heading, lines) => write([heading, ...lines.map((line) => `  ${line}`)].join('\n')),
  };
}
