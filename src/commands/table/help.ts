import { SETTINGS } from '../../config/index.js';
import { plain } from '../../plain.js';
import { didYouMean } from '../../spelling.js';
import { EXIT } from '../exit-codes.js';
import type { Host } from '../host.js';
import { columns } from '../terminal/columns.js';
import { paintFor } from '../terminal/paint.js';
import { type Command, nameOf, usageOf, WrongUse } from './command.js';
import { EXAMPLES } from './examples.js';
import { FLAGS, type FlagName, flagUsage } from './flags.js';

/** Headings of the overview, with the first words of the commands below them; all others are below the last. */
const SECTIONS: readonly (readonly [heading: string, firstWords: readonly string[]])[] = [
  ['Set up and serve', ['', 'init', 'doctor', 'tools', 'console', 'sandbox']],
  ['Decide', ['approvals', 'halt', 'resume', 'undo', 'taint']],
  ['Say what is allowed', ['policy']],
  ['Say who may call', ['tokens']],
  ['Look back', ['audit']],
  ['Keep the state', ['state', 'backup', 'restore']],
  ['Beside that', []],
];

const SETTINGS_TOPIC = 'settings';

const EXIT_CODES = `Exit codes: ${EXIT.done} done, ${EXIT.failed} failed or not in order, ${EXIT.usage} not understood, ${EXIT.refused} refused by a rule or a person, ${EXIT.red} red (doctor).\n`;

type Heading = (text: string) => string;

const firstWord = ({ name }: Command) => name.split(' ')[0] ?? '';
const typedAs = ({ name, words }: Command) => ['whmcs-mcp', name, ...words].filter(Boolean).join(' ');
const flagRow = (name: FlagName) => [
  'short' in FLAGS[name] ? `${flagUsage(name)}, -${FLAGS[name].short}` : flagUsage(name),
  FLAGS[name].about,
];

function overview(commands: readonly Command[], heading: Heading): string {
  const named = new Set(SECTIONS.flatMap(([, words]) => words));
  const rowsOf = (words: readonly string[]) =>
    commands
      .filter((one) => (words.length === 0 ? !named.has(firstWord(one)) : words.includes(firstWord(one))))
      .map((one) => [typedAs(one), one.about]);
  // One table, so that all sections have their columns at the same place.
  const sections = SECTIONS.map(([title, words]) => ({ title, rows: rowsOf(words) }));
  const lines = columns(
    sections.flatMap(({ rows }) => rows),
    { indent: 2 },
  ).split('\n');
  const blocks = sections
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, rows }) => `${heading(title)}\n${lines.splice(0, rows.length).join('\n')}\n`);
  const usual = (Object.keys(FLAGS) as FlagName[]).filter((name) => 'isUsual' in FLAGS[name]);
  return [
    'whmcs-mcp: an MCP server for WHMCS behind a policy.\n',
    ...blocks,
    `${heading('Options that most commands take')}\n${columns(usual.map(flagRow), { indent: 2 })}`,
    `whmcs-mcp help COMMAND says more of one, with examples. whmcs-mcp help ${SETTINGS_TOPIC} lists the variables that are read.\n${EXIT_CODES}`,
  ].join('\n');
}

function page(command: Command, heading: Heading): string {
  const { name, about, flags } = command;
  const examples = (EXAMPLES[name] ?? []).map(([typed, does]) => [`whmcs-mcp ${typed}`.trimEnd(), does]);
  const all: readonly FlagName[] = [...flags, 'help'];
  return [
    `${nameOf(command)}: ${about}\n`,
    `${heading('Usage')}\n  ${usageOf(command)}\n`,
    `${heading('Options')}\n${columns(all.map(flagRow), { indent: 2 })}`,
    ...(examples.length === 0 ? [] : [`${heading('Examples')}\n${columns(examples, { indent: 2 })}`]),
    EXIT_CODES,
  ].join('\n');
}

/** Those of a group: `approvals`. */
function groupPage(group: readonly Command[], heading: Heading): string {
  const rows = group.map((one) => [usageOf(one), one.about]);
  return `${heading('Commands')}\n${columns(rows, { indent: 2 })}\nwhmcs-mcp help COMMAND says more of one, with examples.\n`;
}

function settingsPage(heading: Heading): string {
  const rows = Object.values(SETTINGS).map(({ name, about }) => [name, about]);
  return `${heading('Settings (environment variables; they win over the file)')}\n${columns(rows, { indent: 2 })}`;
}

function textOn(commands: readonly Command[], words: readonly string[], heading: Heading): string {
  const asked = words.join(' ');
  if (asked === '') return overview(commands, heading);
  if (asked === SETTINGS_TOPIC) return settingsPage(heading);
  // What follows the name, as in `undo CALL --help`, changes nothing.
  const names = [asked, words.slice(0, 2).join(' '), words[0] ?? ''];
  const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
  const command = names.flatMap((name) => commands.find((one) => one.name === name) ?? [])[0];
  if (command !== undefined) return page(command, heading);
  if (group.length > 0 && words.length === 1) return groupPage(group, heading);
  const known = group.length > 0 ? group.map(({ name }) => name) : [...new Set(commands.map(firstWord))];
  throw new WrongUse(
    `whmcs-mcp help: there is no command "${plain(asked)}".${didYouMean(asked, known)}\nwhmcs-mcp help lists what there is.`,
  );
}

/** Prints the help on a command, on those that begin with a word, on `settings`, or on all. Throws a WrongUse. */
export function printHelp(host: Host, commands: readonly Command[], words: readonly string[]): number {
  const { bold } = paintFor(host, host.stdout);
  host.stdout.write(textOn(commands, words, bold));
  return EXIT.done;
}
