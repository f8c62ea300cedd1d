import { parseArgs } from 'node:util';
import { PAGE_SIZE, PAGES } from './servers/prepared-replies.js';
import type { Measured } from './servers.js';

export interface Options {
  rounds: number;
  /** Calls of one round to one server, in all. */
  calls: number;
  /** Cold starts of one round of each server. */
  starts: number;
  /** Where the figures go as JSON. */
  json: string | undefined;
  tool: string;
  /** Arguments of the call by its turn: "$offset" in them stands for a multiple of 25. */
  argsAt(turn: number): Record<string, unknown>;
  others: readonly Measured[];
}

const HELP = `npm run bench -- [options]
  --rounds N             interleaved rounds, 3 when left out
  --calls N              calls of a round to each server, 3000 when left out
  --starts N             cold starts of a round of each server, 3 when left out
  --json FILE            write the figures there as well
  --server NAME="CMD"    measure another MCP server beside them; may be repeated. It finds the backend in WHMCS_API_URL,
                         WHMCS_API_IDENTIFIER and WHMCS_API_SECRET
  --tool NAME            the tool that all are called with, whmcs_get_clients when left out
  --args JSON            its arguments; "$offset" becomes where a page begins
`;

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`--${name} must be a whole number from 1 on.`);
  return value;
}

/** A command line in words; quotes hold words together. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
}

function otherServer(text: string): Measured {
  const [, name, command] = /^([^=\s]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || command === undefined) throw new Error('--server takes NAME="COMMAND".');
  return { name, command: wordsOf(command), env: {} };
}

/** What the command line asks for; undefined where it asks for help, which was printed. Throws where it makes no sense. */
export function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      rounds: { type: 'string', default: '3' },
      calls: { type: 'string', default: '3000' },
      starts: { type: 'string', default: '3' },
      json: { type: 'string' },
      server: { type: 'string', multiple: true, default: [] },
      tool: { type: 'string', default: 'whmcs_get_clients' },
      args: { type: 'string', default: '{"limitstart":"$offset","limitnum":25}' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return undefined;
  }
  return {
    rounds: whole(values.rounds, 'rounds'),
    calls: whole(values.calls, 'calls'),
    starts: whole(values.starts, 'starts'),
    json: values.json,
    tool: values.tool,
    argsAt: (turn) => JSON.parse(values.args.replaceAll('"$offset"', String((turn % PAGES) * PAGE_SIZE))),
    others: values.server.map(otherServer),
  };
}
