import { SETTINGS } from '../../config/index.js';
import { usageOf } from './command.js';
import { FLAGS, type FlagName, flagUsage } from './flags.js';
import { COMMANDS } from './table.js';

const COLUMN = 32;

/** Two columns; what is too long for the first has its explanation on the next line. */
function row(left: string, right: string): string {
  const indented = `  ${left}`;
  return indented.length < COLUMN
    ? `${indented.padEnd(COLUMN)}${right}`
    : `${indented}\n${' '.repeat(COLUMN)}${right}`;
}

const commands = COMMANDS.map((command) => row(usageOf(command), command.about));
const options = Object.entries(FLAGS).flatMap(([name, flag]) =>
  'about' in flag ? [row(flagUsage(name as FlagName), flag.about)] : [],
);
const settings = Object.values(SETTINGS).map(({ name, about }) => row(name, about));

export const HELP = `whmcs-mcp: an MCP server for WHMCS behind a policy.

Usage:
${commands.join('\n')}

Options:
${options.join('\n')}

Settings (environment variables; they win over the file):
${settings.join('\n')}
`;
