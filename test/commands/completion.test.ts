import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FLAGS } from '../../src/commands/table/flags.js';
import { COMMANDS } from '../../src/commands/table/table.js';
import { temporaryFolder } from '../harness.js';
import { ownEnv } from '../program.js';
import { typed } from './terminal.js';

/** Whether a program can be started here. */
function isThere(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { env: ownEnv(), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const scriptFor = async (shell: string) => (await typed(['completion', shell])).out;

const inQuotes = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** What each shell is made to run: the script, then what it does when somebody asks for what can follow a line. */
const ASKED: Readonly<
  Record<string, { readonly options: readonly string[]; ask(script: string, line: string): string }>
> = {
  bash: {
    options: ['--norc', '-euc'],
    ask: (script, line) => `${script}
COMP_WORDS=(${line.split(' ').map(inQuotes).join(' ')}); COMP_CWORD=${line.split(' ').length - 1}
_whmcs_mcp
printf '%s\\n' "\${COMPREPLY[@]}"`,
  },
  // What it would show is printed: its own functions for that work on a terminal alone.
  zsh: {
    options: ['-f', '-euc'],
    ask: (script, line) => `
_describe() { local all=$@[-1]; print -rl -- \${(P)all%%:*} }
_files() { print -rl -- *.json(N) }
compadd() { print -rl -- "$@[2,-1]" }
compdef() { }
${script}
words=(${line.split(' ').map(inQuotes).join(' ')}); CURRENT=${line.split(' ').length}
_whmcs_mcp`,
  },
  fish: { options: ['--no-config', '-c'], ask: (script, line) => `${script}\ncomplete -C ${inQuotes(line)}` },
};

/** What a real shell offers after a line, in a folder that holds `policy.json` and `my notes.json`. */
async function offered(shell: string, line: string): Promise<string[]> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'policy.json'), '{}');
  writeFileSync(join(folder, 'my notes.json'), '{}');
  const { options = [], ask } = ASKED[shell] ?? {};
  const out = execFileSync(shell, [...options, ask?.(await scriptFor(shell), line) ?? ''], {
    cwd: folder,
    env: ownEnv(),
    encoding: 'utf8',
  });
  const begun = line.split(' ').at(-1) ?? '';
  return out
    .split('\n')
    .map((one) => one.replace(/\t.*/, ''))
    .filter((one) => one !== '' && one.startsWith(begun))
    .sort();
}

describe.for(Object.keys(ASKED).filter(isThere))('a real %s', (shell) => {
  const firstWords = [...new Set(COMMANDS.map(({ name }) => name.split(' ')[0] ?? ''))]
    .filter(Boolean)
    .sort();
  const verbsOf = (group: string) =>
    COMMANDS.flatMap(({ name }) =>
      name.startsWith(`${group} `) ? [name.slice(group.length + 1)] : [],
    ).sort();
  const optionsOf = (name: string) =>
    [...(COMMANDS.find((one) => one.name === name)?.flags ?? []), 'help'].map((flag) => `--${flag}`).sort();

  test.each([
    ['whmcs-mcp ', firstWords],
    ['whmcs-mcp hal', ['halt']],
    ['whmcs-mcp audit ', verbsOf('audit')],
    ['whmcs-mcp audit --days 3 ver', ['verify']],
    ['whmcs-mcp audit verify --', optionsOf('audit verify')],
    ['whmcs-mcp audit --li', ['--limit']],
    ['whmcs-mcp undo c-1 --', optionsOf('undo')],
    ['whmcs-mcp approvals approve K7 looks --', optionsOf('approvals approve')],
    ['whmcs-mcp audit export --format ', ['csv', 'jsonl']],
    ['whmcs-mcp policy check po', ['policy.json']],
    ['whmcs-mcp policy check m', ['my notes.json']],
    ['whmcs-mcp --env-file po', ['policy.json']],
    ['whmcs-mcp completion ', ['bash', 'fish', 'zsh']],
    ['whmcs-mcp help a', firstWords.filter((word) => word.startsWith('a'))],
    ['whmcs-mcp nonsense ', []],
  ])('after "%s" it offers what can follow', async (line, expected) => {
    expect(await offered(shell, line)).toEqual(expected);
  });

  test('offers each command and each option of the table', async () => {
    for (const { name, flags } of COMMANDS.filter((one) => one.name !== '')) {
      const words = name.split(' ');
      expect(await offered(shell, `whmcs-mcp ${name}`), name).toContain(words.at(-1));
      expect(await offered(shell, `whmcs-mcp ${name} --`), name).toEqual(
        expect.arrayContaining(flags.map((flag) => `--${flag}`)),
      );
    }
  }, 60_000);
});

test.each(['bash', 'zsh', 'fish'])('the script for %s holds every command and option', async (shell) => {
  const script = await scriptFor(shell);
  for (const { name } of COMMANDS) for (const word of name.split(' ')) expect(script).toContain(word);
  for (const flag of Object.keys(FLAGS)) expect(script).toContain(flag);
  const file = join(temporaryFolder(), 'script');
  writeFileSync(file, script);
  if (isThere(shell)) execFileSync(shell, ['-n', file], { env: ownEnv() });
});

test('a shell that is not known is named with those that are', async () => {
  expect(await typed(['completion', 'tcsh'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/tcsh.*bash, zsh, fish/),
  });
});
