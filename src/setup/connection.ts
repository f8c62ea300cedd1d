import type { ConnectionSettings, Finding } from '../doctor/index.js';
import { readAddress } from './address.js';
import { SetupFault } from './fault.js';
import { Cancelled, type Choice, type Person, type Screen } from './terminal/person.js';

/** How WHMCS is reached. */
export interface Connection {
  readonly url: string;
  readonly identifier: string;
  readonly secret: string;
  readonly accessKey: string | undefined;
  readonly allowHttp: boolean;
}

export type Told = Pick<ConnectionSettings, 'staff' | 'dateFormat' | 'timezone'>;

export interface ConnectionPorts {
  /** Undefined: nobody can be asked. */
  readonly person: Person | undefined;
  readonly screen: Screen;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  check(settings: ConnectionSettings): AsyncIterable<Finding>;
}

/** What a test found, by the id of its check. */
export type Findings = ReadonlyMap<Finding['id'], Finding>;

/** Checks of what is asked about afterwards, with what they found as the proposal. */
const ASKED_LATER: ReadonlySet<Finding['id']> = new Set(['staff-username', 'date-format', 'time-zone']);
const FATAL: ReadonlySet<Finding['area']> = new Set(['connection', 'credential']);

function show(screen: Screen, { status, says, cure }: Finding): void {
  const text = cure === undefined ? says : `${says}\n${cure}`;
  if (status === 'ok') screen.good(text);
  else if (status === 'warning') screen.warn(text);
  else if (status === 'error') screen.bad(text);
}

/** What comes until the signal does. Rejects with `Cancelled` then, whatever is under way. */
async function* untilAborted<Item>(
  items: AsyncIterable<Item>,
  signal: AbortSignal,
): AsyncGenerator<Item, void> {
  const iterator = items[Symbol.asyncIterator]();
  const aborted = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Cancelled('Nothing was changed.'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => undefined);
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted]);
    if (next.done === true) return;
    yield next.value;
  }
}

const revealing = (text: string) => ({ reveal: () => text });

/** Tries a connection while the person watches. */
async function tried(ports: ConnectionPorts, connection: Connection, told: Told) {
  const { url, identifier, secret, accessKey, allowHttp } = connection;
  const credentials = {
    identifier: revealing(identifier),
    secret: revealing(secret),
    ...(accessKey !== undefined && { accessKey: revealing(accessKey) }),
  };
  const found = new Map<Finding['id'], Finding>();
  let wrong: Finding | undefined;
  ports.screen.say(`Testing ${url} …`);
  for await (const finding of untilAborted(
    ports.check({ url, allowHttp, credentials, ...told }),
    ports.signal,
  )) {
    found.set(finding.id, finding);
    if (!ASKED_LATER.has(finding.id)) show(ports.screen, finding);
    if (finding.status === 'error' && FATAL.has(finding.area)) wrong ??= finding;
  }
  return { found, wrong };
}

const missing = (what: string) => (answer: string) => (answer === '' ? `${what} is needed.` : undefined);

/** The address that a person means, with what was corrected about it said. */
export function takenAddress(screen: Screen, pasted: string, allowHttp: boolean): string {
  const read = readAddress(pasted, { allowHttp });
  if ('problem' in read) throw new SetupFault(`--url: ${read.problem}`, 'usage');
  const { url, changed } = read;
  if (changed.length > 0) screen.say(`Taken as ${url} (${changed.join('; ')}).`);
  return url;
}

async function askAddress({ person, screen }: Asking, initial: string | undefined, allowHttp: boolean) {
  const pasted = await person.text({
    message: 'Address of your WHMCS (paste it from your browser; the admin area will do)',
    example: 'https://billing.example.com',
    ...(initial !== undefined && { initial }),
    check: (answer) => {
      const read = readAddress(answer, { allowHttp });
      return 'problem' in read ? read.problem : undefined;
    },
  });
  return takenAddress(screen, pasted, allowHttp);
}

async function askCredential(person: Person, initial: string | undefined) {
  const identifier = await person.text({
    message: 'Identifier of the API credential (WHMCS: System Settings > Manage API Credentials)',
    ...(initial !== undefined && { initial }),
    check: missing('The identifier'),
  });
  const secret = await person.secret({
    message: 'Its secret (WHMCS shows it once, when the credential is made; what you type is hidden)',
    check: missing('The secret'),
  });
  return { identifier, secret };
}

type Asking = ConnectionPorts & { readonly person: Person };
type Step = 'to' | 'again' | 'address' | 'credential' | 'access-key' | 'as-is';

function stepsAfter(wrong: Finding): { choices: Choice<Step>[]; initial: Step } {
  const { id, area, facts } = wrong;
  const isShutOut = id === 'allowed-address' || id === 'access-key';
  const choices: Choice<Step>[] = [
    ...(facts?.to === undefined ? [] : [{ value: 'to', label: `Use ${facts.to}` } as const]),
    { value: 'again', label: 'It is mended in WHMCS or on the network: try again' },
    { value: 'address', label: 'Correct the address' },
    { value: 'credential', label: 'Correct identifier and secret' },
    ...(isShutOut
      ? [
          {
            value: 'access-key',
            label: 'Use an access key instead of the address',
            hint: '$api_access_key in the configuration.php of WHMCS',
          } as const,
        ]
      : []),
    { value: 'as-is', label: 'Go on with it as it is, and mend it later' },
  ];
  if (facts?.to !== undefined) return { choices, initial: 'to' };
  if (isShutOut) return { choices, initial: 'again' };
  return { choices, initial: area === 'credential' ? 'credential' : 'address' };
}

/** What a person changes after a test that failed; undefined where they go on with it as it is. */
async function corrected(asking: Asking, now: Connection, wrong: Finding): Promise<Connection | undefined> {
  const { person } = asking;
  const { choices, initial } = stepsAfter(wrong);
  const step = await person.choose({ message: 'What next?', choices, initial });
  switch (step) {
    case 'as-is':
      return undefined;
    case 'again':
      return now;
    case 'to':
      return { ...now, url: wrong.facts?.to ?? now.url };
    case 'address':
      return { ...now, url: await askAddress(asking, now.url, now.allowHttp) };
    case 'credential':
      return { ...now, ...(await askCredential(person, now.identifier)) };
    case 'access-key': {
      const message = 'The access key ($api_access_key in configuration.php)';
      return { ...now, accessKey: await person.secret({ message, check: missing('The access key') }) };
    }
  }
}

/** A folder of the same host where WHMCS was found: nobody has to be asked. */
function elsewhere({ url }: Connection, { id, facts }: Finding): string | undefined {
  const to = facts?.to;
  if (id !== 'path' || to === undefined || !URL.canParse(to)) return undefined;
  return new URL(to).origin === new URL(url).origin ? to : undefined;
}

/** What is known of a connection before anybody is asked. */
export type Known = { readonly [K in keyof Connection]: Connection[K] | undefined };

/** Asks for what is not known yet. */
async function begun(
  ports: ConnectionPorts,
  known: Known,
  isGiven: (name: keyof Known) => boolean,
): Promise<Connection> {
  const { person, screen } = ports;
  const allowHttp = known.allowHttp ?? false;
  let { url, identifier, secret } = known;
  if (person !== undefined && !isGiven('url')) url = await askAddress({ ...ports, person }, url, allowHttp);
  else if (url !== undefined) url = takenAddress(screen, url, allowHttp);
  const isWhole = isGiven('identifier') && isGiven('secret');
  if (person !== undefined && !isWhole) {
    const hasOld = identifier !== undefined && secret !== undefined;
    const message = `Keep the credential that is set (${identifier?.slice(0, 6)}…)?`;
    if (!hasOld || !(await person.agree({ message, initial: true })))
      ({ identifier, secret } = await askCredential(person, identifier));
  }
  if (url === undefined || identifier === undefined || secret === undefined)
    throw new SetupFault('The address and the credential are needed.', 'usage');
  return { url, identifier, secret, accessKey: known.accessKey, allowHttp };
}

/**
 * Asks for address and credential and tries them until they work, or the person goes on with them as they are. Rejects with a
 * SetupFault where nobody can be asked and they don't work.
 */
export async function connect(
  ports: ConnectionPorts,
  known: Known,
  { isGiven, told, isOffline }: { isGiven: (name: keyof Known) => boolean; told: Told; isOffline: boolean },
): Promise<{ connection: Connection; found: Findings }> {
  const { person, screen } = ports;
  let connection = await begun(ports, known, isGiven);
  if (isOffline) {
    screen.warn('The connection is not tested (--offline).');
    return { connection, found: new Map() };
  }
  for (;;) {
    const { found, wrong } = await tried(ports, connection, told);
    if (wrong === undefined) return { connection, found };
    const to = elsewhere(connection, wrong);
    if (to !== undefined && person === undefined) {
      connection = { ...connection, url: to };
      continue;
    }
    if (person === undefined)
      throw new SetupFault(
        'Nothing was written, because the connection does not work yet. --offline writes it all the same.',
      );
    const next = await corrected({ ...ports, person }, connection, wrong);
    if (next === undefined) return { connection, found };
    connection = next;
  }
}
