import { doubtful, type Finding, good } from '../finding.js';

/** A program that agents run in, and whether it would start whmcs-mcp. */
export interface OwnClient {
  readonly name: string;
  readonly path: string;
  /** `broken`: its file can't be read. */
  readonly entry: 'there' | 'missing' | 'broken';
}

/** Whether agents would find the server. A client on another machine, or of another user, is not seen from here. */
export function* checkClients(clients: () => readonly OwnClient[]): Generator<Finding> {
  const all = clients();
  for (const { name, path } of all.filter(({ entry }) => entry === 'broken')) {
    yield doubtful(
      'clients',
      `The file of ${name} can not be read: ${path}.`,
      'Mend it by hand: the client itself most likely ignores it, too.',
      { client: name, path },
    );
  }
  const there = all.filter(({ entry }) => entry === 'there').map(({ name }) => name);
  const missing = all.filter(({ entry }) => entry === 'missing').map(({ name }) => name);
  if (there.length > 0) {
    yield good('clients', `whmcs-mcp is set up in ${there.join(', ')}.`, { clients: there.join(', ') });
    return;
  }
  yield doubtful(
    'clients',
    missing.length === 0
      ? 'No client that is known was found for this user.'
      : `whmcs-mcp is in none of the clients of this user: ${missing.join(', ')}.`,
    'whmcs-mcp init puts it there. A client on another machine is not seen from here.',
  );
}
