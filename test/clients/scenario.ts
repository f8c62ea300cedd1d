/** One call that a client makes, and what its model has to be able to read of the answer. */
export interface Step {
  readonly name: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly told: readonly RegExp[];
}

/** The ids are those of the sandbox's company. */
export const STEPS: readonly Step[] = [
  {
    name: 'reads',
    tool: 'whmcs_get_client_details',
    args: { clientid: 1 },
    told: [/firstname/, /untrusted/],
  },
  {
    name: 'writes',
    tool: 'whmcs_add_ticket_note',
    args: { ticketid: 411, message: 'Written by a test of clients' },
    told: [/success/],
  },
  {
    name: 'asks',
    tool: 'whmcs_create_invoice',
    args: { userid: 1, items: [{ description: 'Setup', amount: '10.00' }] },
    told: [/\[APPROVAL NEEDED\]/, /approval_required/],
  },
  {
    name: 'bad arguments',
    tool: 'whmcs_get_clients',
    args: { status: 'Sleeping', limitnum: 9999 },
    told: [/invalid_arguments/, /must be one of: Active, Inactive, Closed/],
  },
  {
    name: "client's own argument",
    tool: 'whmcs_get_orders',
    args: { limitnum: 1, fields: ['id'], wait_for_previous: true },
    told: [/items/, /next_offset\W+1\b/],
  },
  {
    name: 'other spelling',
    tool: 'whmcs_get_clients',
    args: { status: 'active', limitnum: '3', search: null, fields: ['id'] },
    told: [/items/, /next_offset\W+3\b/],
  },
];

/** How a client did: how many tools it listed, and for each step that it made, what its model would read. */
export interface Transcript {
  readonly tools: number;
  readonly read: readonly string[];
}

/** A real client, run against the built server. */
export interface RealClient {
  readonly name: string;
  /** Packages of the npm registry, the one whose version counts first. */
  readonly packages: readonly [string, ...string[]];
  /** Plays all steps. Rejects where the client does not get to it. */
  play(at: Place): Promise<Transcript>;
}

/** Imports what is not there before this runs: nothing knows its types. */
export const importing = (name: string) => import(name);

/** Where a client is installed and what it connects to. */
export interface Place {
  /** The folder with its node_modules. */
  readonly folder: string;
  /** An empty home, so that no settings of whoever runs this are used. */
  readonly home: string;
  /** Imports from that folder. */
  load: typeof importing;
  readonly server: ServerCommand;
}

export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a step came to: told as it should be, refused by the client before it reached the server, told otherwise, or not made. */
export function verdict(
  step: Step,
  read: string | undefined,
): 'ok' | 'client refused' | 'told otherwise' | 'not made' {
  if (read === undefined) return 'not made';
  if (step.told.every((pattern) => pattern.test(read))) return 'ok';
  return CLIENTS_WORDS.some((pattern) => pattern.test(read)) ? 'client refused' : 'told otherwise';
}

/** How clients say that they check arguments by the published schema themselves. */
const CLIENTS_WORDS = [/did not match expected schema/, /"error":"params\//];
