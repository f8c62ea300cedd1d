import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { addressProblem, type InstallSettings, Refused, SETTINGS } from '../config/index.js';
import { isObject } from '../json/index.js';
import { exposureOf } from '../machine/index.js';
import { didYouMean } from '../spelling.js';
import { readWholeFile, whyNot } from '../system/index.js';
import { apiUrl } from '../whmcs/index.js';

/** What was read, or every problem at once. Values of credentials are in none of them. */
export type InstallsRead =
  | { readonly installs: readonly InstallSettings[]; readonly warnings: readonly string[] }
  | { readonly problems: readonly string[] };

type Settings = Readonly<Record<string, string | undefined>>;

/** Names are told apart by their letters alone: none differs from another in case or by a character that looks alike. */
const NAME = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const MOST_BYTES = 1_000_000;
const MOST = 100;

const CREDENTIALS = ['identifier', 'secret', 'access_key'] as const;
type Credential = (typeof CREDENTIALS)[number];

const KEYS = [
  'name',
  'url',
  ...CREDENTIALS.flatMap((one) => [`${one}_env`, `${one}_file`]),
  'policy',
  'staff',
  'date_format',
  'timezone',
  'concurrency',
  'rate',
  'allow_http',
];

/** Variables that would say the same of the only WHMCS there is. */
const OF_ONE = [SETTINGS.url, SETTINGS.identifier, SETTINGS.secret, SETTINGS.accessKey];

/** Keys that stand twice in one object: which of them holds, readers disagree on. */
function repeatedKeys(node: Node): string[] {
  const inner = (node.children ?? []).flatMap(repeatedKeys);
  if (node.type !== 'object') return inner;
  const keys = (node.children ?? []).map(({ children }) => String(children?.[0]?.value));
  return [...keys.filter((key, at) => keys.indexOf(key) !== at), ...inner];
}

class Reader {
  readonly problems: string[] = [];
  readonly warnings: string[] = [];

  constructor(
    private readonly path: string,
    private readonly settings: Settings,
  ) {}

  fail(what: string): undefined {
    this.problems.push(`${this.path}: ${what}`);
  }

  /** The list of entries in the file; undefined once it is said what is wrong with it. */
  entries(): readonly unknown[] | undefined {
    const text = this.text(this.path, 'check GUARD_INSTALLS');
    if (text === undefined) return undefined;
    const exposed = exposureOf(this.path);
    if (exposed !== undefined) {
      return this.fail(
        `others on this machine could have the credentials sent to an address of theirs. ${exposed}`,
      );
    }
    const errors: ParseError[] = [];
    const tree = parseTree(text.replace(/^\uFEFF/, ''), errors, { disallowComments: true });
    const [first] = errors;
    if (tree === undefined || first !== undefined) {
      const line = text.slice(0, first?.offset ?? 0).split('\n').length;
      return this.fail(
        `line ${line} is no JSON (${first === undefined ? 'empty' : printParseErrorCode(first.error)})`,
      );
    }
    for (const key of repeatedKeys(tree)) this.fail(`"${key}" stands twice in one object`);
    const value: unknown = getNodeValue(tree);
    const { installs, ...others } = isObject(value) ? value : {};
    for (const key of Object.keys(others)) this.fail(`there is no key "${key}" here, only "installs"`);
    if (!Array.isArray(installs) || installs.length === 0 || installs.length > MOST)
      return this.fail(`"installs" must be a list of 1 to ${MOST} entries`);
    return installs;
  }

  text(path: string, cure: string): string | undefined {
    try {
      return readWholeFile(path, MOST_BYTES).toString('utf8');
    } catch (error) {
      return this.fail(`${path} can't be read (${whyNot(error)}); ${cure}`);
    }
  }

  /** A credential, which stands in a variable or in a file of its own. */
  private credential(of: string, entry: Record<string, unknown>, which: Credential): string | undefined {
    const [variable, file] = [entry[`${which}_env`], entry[`${which}_file`]];
    if (variable !== undefined && file !== undefined)
      return this.fail(`${of}: take one of ${which}_env and ${which}_file`);
    if (variable !== undefined) {
      if (typeof variable !== 'string' || !VARIABLE.test(variable))
        return this.fail(`${of}: ${which}_env must be the name of an environment variable`);
      const value = this.settings[variable];
      return value ? value : this.fail(`${of}: the variable that ${which}_env names is not set`);
    }
    if (file !== undefined) {
      if (typeof file !== 'string' || file === '')
        return this.fail(`${of}: ${which}_file must be the path of a file`);
      return this.credentialIn(resolve(dirname(this.path), file), of, which);
    }
    if (which !== 'access_key')
      this.fail(`${of}: ${which}_env or ${which}_file is missing: where its credential stands`);
    return undefined;
  }

  private credentialIn(path: string, of: string, which: Credential): string | undefined {
    const text = this.text(path, `check ${which}_file of ${of}`)?.trim();
    if (text === undefined) return undefined;
    if (text === '' || text.includes('\n')) return this.fail(`${of}: ${path} must hold the ${which} alone`);
    if (process.platform !== 'win32' && (statSync(path).mode & 0o004) !== 0)
      this.warnings.push(`${path}: every user of this machine can read it; run chmod 600 on it`);
    return text;
  }

  /** A value as the variable of the same meaning is read. */
  private as<T>(of: string, key: string, value: unknown, parse: (text: string) => T): T | undefined {
    if (value === undefined) return undefined;
    if (isObject(value) || value === null) return this.fail(`${of}: ${key} must be a text`);
    try {
      return parse(String(value));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return this.fail(`${of}: ${key} ${error.message}`);
    }
  }

  private address(of: string, value: unknown, allowHttp: boolean): string {
    if (typeof value !== 'string' || value === '') {
      this.fail(`${of}: url is missing: the address of this WHMCS, such as https://billing.example.com`);
      return '';
    }
    const wrong = addressProblem(value, allowHttp);
    if (wrong !== undefined) {
      this.fail(`${of}: url ${wrong}`);
      return '';
    }
    return value;
  }

  private place(of: string, value: unknown): string | undefined {
    if (value === undefined || value === 'state') return value;
    if (typeof value === 'string' && value !== '') return resolve(dirname(this.path), value);
    return this.fail(`${of}: policy must be the path of a file, or state`);
  }

  private unknownKeys(of: string, entry: Record<string, unknown>): void {
    for (const key of Object.keys(entry)) {
      if (KEYS.includes(key)) continue;
      const own = CREDENTIALS.find((one) => one === key);
      const cure =
        own === undefined
          ? `there is no key "${key}".${didYouMean(key, KEYS)}`
          : `no credential stands in this file: name a variable with ${own}_env, or a file with ${own}_file`;
      this.fail(`${of}: ${cure}`);
    }
  }

  /** One entry; undefined where it has no name to speak of. */
  entry(value: unknown, index: number): InstallSettings | undefined {
    const at = `entry ${index + 1}`;
    if (!isObject(value)) return this.fail(`${at} must be an object`);
    const { name } = value;
    if (typeof name !== 'string' || !NAME.test(name)) {
      return this.fail(
        `${at}: name must be 1 to 40 small letters, digits and dashes: agents and people tell it by that`,
      );
    }
    this.unknownKeys(name, value);
    const { allowHttp, dateFormat, timezone, concurrency, rate } = SETTINGS;
    const read = <T>(key: string, parse: (text: string) => T) => this.as(name, key, value[key], parse);
    const mayBeOpen = read('allow_http', allowHttp.parse);
    const [identifier, secret, accessKey] = CREDENTIALS.map((one) => this.credential(name, value, one));
    return {
      name,
      url: this.address(name, value.url, mayBeOpen ?? this.settings[allowHttp.name] === 'true'),
      credentials: { identifier: identifier ?? '', secret: secret ?? '', accessKey },
      allowHttp: mayBeOpen,
      policy: this.place(name, value.policy),
      staff: read('staff', (text) => text),
      dateFormat: read('date_format', dateFormat.parse),
      timezone: read('timezone', (text) => timezone.parse(text)),
      concurrency: read('concurrency', concurrency.parse),
      rate: read('rate', rate.parse),
    };
  }
}

/** One WHMCS, however its address is written: with or without the way it is reached by. */
const placeOf = ({ url }: InstallSettings) => {
  const { host, pathname } = apiUrl(url, true);
  return `${host.replace(/:(?:80|443)$/, '').replace(/\.(?=$|:)/, '')}${pathname.toLowerCase()}`;
};

/**
 * Reads the file that GUARD_INSTALLS names, which lists the WHMCS that one server works on. Paths in it are taken from its own
 * folder; what it leaves out, the variables say for all of them.
 */
export function readInstalls(path: string, settings: Settings): InstallsRead {
  const reader = new Reader(path, settings);
  for (const { name } of OF_ONE) {
    if (settings[name])
      reader.problems.push(`${name}: is set, and GUARD_INSTALLS too; take one of them away`);
  }
  const entries = reader.entries() ?? [];
  const installs = entries.flatMap((entry, index) => reader.entry(entry, index) ?? []);
  const names = installs.map(({ name }) => name);
  for (const name of new Set(names.filter((one, at) => names.indexOf(one) !== at)))
    reader.fail(`two entries are named ${name}`);
  const known = new Map<string, string>();
  for (const install of installs.filter(({ url }) => url !== '')) {
    const place = placeOf(install);
    const other = known.get(place);
    // One WHMCS by two names would have two policies, and each could be gone round by the other.
    if (other !== undefined && other !== install.name)
      reader.fail(`${other} and ${install.name} are the same WHMCS; it can be named once`);
    known.set(place, install.name);
  }
  const { problems, warnings } = reader;
  return problems.length > 0 ? { problems } : { installs, warnings };
}
