import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { type Host, runCommandLine } from '../../src/commands/index.js';
import { temporaryFolder, until } from '../harness.js';

interface Typed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Somebody at the terminal of a command that runs. */
export interface AtTerminal {
  /** Waits until the terminal shows a text, behind all that was waited for before. */
  shows(text: string | RegExp): Promise<void>;
  type(keys: string): void;
  readonly ended: Promise<Typed>;
}

export const [ENTER, SPACE, DOWN, CTRL_C] = ['\r', ' ', '\u001b[B', '\u0003'];

/** What a terminal shows, without colours and moves of the cursor. */
const seen = (text: string) => stripVTControlCharacters(text);

const OF_NO_MATTER =
  /^(\.local|\.cache|AppData\/Local\/whmcs-mcp|Library\/(Application Support\/whmcs-mcp\/(live|state)|Caches))|\/last-used\.json$/;

/** The machine of a user, in a folder of its own, where nothing of this one is seen. */
export function machine({
  platform = 'linux',
  env: more = {},
}: {
  platform?: NodeJS.Platform;
  env?: Record<string, string>;
} = {}) {
  const home = temporaryFolder();
  const cwd = join(home, 'work');
  mkdirSync(cwd);
  const own = { HOME: home, USERPROFILE: home, LOCALAPPDATA: join(home, 'AppData', 'Local'), ...more };
  const path = (name: string) => join(home, name);

  function start(
    argv: readonly string[],
    { env = {}, isTerminal = false }: { env?: Record<string, string>; isTerminal?: boolean },
  ) {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const texts = ['', ''];
    for (const [i, stream] of [stdout, stderr].entries())
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        texts[i] += chunk;
      });
    if (isTerminal) {
      Object.assign(stdin, { isTTY: true, setRawMode: () => stdin });
      Object.assign(stdout, { isTTY: true, columns: 100, rows: 40 });
    }
    const stops: (() => void)[] = [];
    const host = {
      ...{ argv, cwd, home, platform, stdin, stdout, stderr, env: { ...own, ...env } },
      onSignal: (stop: () => void) => stops.push(stop),
      onCrash() {},
      abort() {},
    } as unknown as Host;
    const ended = runCommandLine(host).then(async (code): Promise<Typed> => {
      await new Promise((written) => setImmediate(written));
      return { code, out: seen(texts[0] ?? ''), err: texts[1] ?? '' };
    });
    const stop = () => {
      for (const one of stops) one();
    };
    return { ended, stdin, out: () => texts[0] ?? '', stop };
  }

  return {
    home,
    cwd,
    path,
    write(name: string, text: string | Buffer) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    },
    read: (name: string) => readFileSync(path(name), 'utf8'),
    modeOf: (name: string) => statSync(path(name)).mode & 0o777,
    /** Every file there is, but the state, what compiling left and the note of the settings that were used last. */
    files: () =>
      readdirSync(home, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => relative(home, join(one.parentPath, one.name)))
        .filter((name) => !OF_NO_MATTER.test(name))
        .sort(),
    /** Runs a command to its end, with no terminal. */
    run(argv: readonly string[], env: Record<string, string> = {}, input = ''): Promise<Typed> {
      const { ended, stdin } = start(argv, { env });
      stdin.end(input);
      return ended;
    },
    /** Runs a command at a terminal. */
    sit(argv: readonly string[], env: Record<string, string> = {}): AtTerminal & { stop(): void } {
      const { ended, stdin, out, stop } = start(argv, { env, isTerminal: true });
      let from = 0;
      return {
        ended,
        stop,
        async shows(text) {
          const ends = () => {
            const rest = seen(out()).slice(from);
            const at = typeof text === 'string' ? rest.indexOf(text) : rest.search(text);
            const length = typeof text === 'string' ? text.length : (text.exec(rest)?.[0].length ?? 0);
            return at === -1 ? undefined : from + at + length;
          };
          const isOver = ended.then(({ out: all, err }) => {
            if (ends() === undefined) throw new Error(`it ended without showing ${text}:\n${all}\n${err}`);
          });
          await Promise.race([until(() => ends() !== undefined), isOver]);
          from = ends() ?? from;
        },
        type: (keys) => void stdin.write(keys),
      };
    },
  };
}

export type Machine = ReturnType<typeof machine>;
