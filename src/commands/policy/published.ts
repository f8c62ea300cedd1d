import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { exactLines, plain } from '../../plain.js';
import { type Policy, parsePolicy } from '../../policy/index.js';
import type { DecisionTable } from '../../policy-desk/index.js';
import type { PublishedPolicy } from '../../store/index.js';
import { EXIT } from '../exit-codes.js';
import { CommandError, type Host } from '../host.js';
import type { State } from '../open-state.js';
import { type Flags, numberOf } from '../table/flags.js';
import { answer } from '../terminal/answer.js';
import { readSetting, userOf, withState } from '../with-state.js';
import { placed, problemLine, readNamed, sayProblems } from './check.js';
import { keepTable } from './decision-table.js';
import { namesHere } from './names.js';
import { runInJson, runTable, tableOf, textOfRun } from './test.js';

type Setup = Flags<'install' | 'json' | 'env-file'>;

/** Which policy: that of the only WHMCS, or of one of several. */
function nameIn(host: Host, flags: Setup): string {
  const { install } = flags;
  if (install !== undefined && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(install))
    throw new CommandError(
      '--install takes the name of a WHMCS, as the file that GUARD_INSTALLS names spells it.',
    );
  if (install === undefined && readSetting(host, flags, 'installs') !== '')
    throw new CommandError('GUARD_INSTALLS names the WHMCS: say whose policy is meant with --install NAME.');
  return install ?? '';
}
const DEFAULT_LIMIT = 20;

const timeOf = ({ at }: PublishedPolicy) => at.toISOString().slice(0, 16).replace('T', ' ');

const oneLine = (published: PublishedPolicy) => {
  const { number, revision, who, note } = published;
  const why = note === '' ? '' : `  ${plain(note)}`;
  return `${String(number).padStart(5)}  ${revision}  ${timeOf(published)} UTC  by ${plain(who)}${why}\n`;
};

const notPublished = (why: string, details: object = {}) =>
  new CommandError(`not published: ${why}.`, EXIT.failed, { ...details });

/** The policy in a text, once everything that is wrong with it is said; undefined where it can't be used. */
async function checked(
  host: Host,
  flags: Flags<'json' | 'env-file'>,
  text: string,
  { file, strict = false }: { file: string; strict?: boolean | undefined },
): Promise<Policy | undefined> {
  const { warnings, ...parsed } = parsePolicy(text, await namesHere(host, flags));
  if (!flags.json) for (const warning of warnings) host.stdout.write(problemLine(file, warning, 'warning'));
  if ('problems' in parsed) {
    sayProblems(host, flags, file, parsed.problems);
    return undefined;
  }
  if (strict && warnings.length > 0)
    throw notPublished('--strict, and there are warnings', { file, warnings: warnings.map(placed) });
  return parsed.policy;
}

/** Puts a checked policy in force, and into the journal who did. Without `table` the one that was kept stays. */
async function put(
  host: Host,
  flags: Setup,
  { store, journal }: State,
  policy: { document: string; revision: string; note: string },
  table?: { readonly text: DecisionTable | undefined },
): Promise<number> {
  const { policies } = store;
  const name = nameIn(host, flags);
  const keep = async () => (table === undefined ? undefined : keepTable(store, name, table.text));
  const before = await policies.newest(name);
  if (before !== undefined && (await policies.document(name, before.number)) === policy.document) {
    await keep();
    const text = `It is in force already, as number ${before.number}.\n`;
    answer(host, flags, { value: { ...before, isNew: false }, text });
    return 0;
  }
  const published = await policies.publish({ ...policy, name, who: userOf(host) }, new Date());
  if (published === undefined) throw new CommandError('it could not be published.');
  await keep();
  const { number, revision, who, note } = published;
  const body = { event: 'policy.published', policy: name, number, revision, who, note };
  await journal
    .note('operator', body)
    .catch((error) => host.stderr.write(`whmcs-mcp policy: it is not in the journal: ${error.message}\n`));
  const text = `Published as number ${number} (revision ${revision}).\n`;
  answer(host, flags, { value: { ...published, isNew: true }, text });
  if (name === '' && readSetting(host, flags, 'policy') !== 'state')
    host.stderr.write(
      'Servers follow it where GUARD_POLICY is state, which is not so with the settings here.\n',
    );
  return 0;
}

/**
 * Checks a policy file, runs its decision table where there is one, and puts it in force in all servers of the state that
 * follow what is published. The table is kept with it, for the console. Resolves to 1 where something is wrong with it: then nothing has changed.
 */
export async function publish(
  host: Host,
  flags: Flags<'cases' | 'strict' | 'note'> & Setup,
  file: string,
): Promise<number> {
  const document = readNamed(host, file);
  const policy = await checked(host, flags, document, { file, strict: flags.strict });
  if (policy === undefined) return 1;
  const table = flags.cases ?? tableOf(file);
  const hasTable = flags.cases !== undefined || (table !== file && existsSync(resolve(host.cwd, table)));
  if (hasTable) {
    const run = await runTable(host, flags, policy, table);
    if (!flags.json && run !== undefined) host.stdout.write(textOfRun(run));
    if (run?.failed.length !== 0) throw notPublished('cases come out otherwise', run && runInJson(run));
  }
  if (policy.mode === 'shadow' && !flags.json) host.stdout.write('Its mode is shadow: IT DENIES NOTHING.\n');
  const { revision } = policy;
  const text = hasTable ? { name: basename(table), text: readNamed(host, table) } : undefined;
  return withState(host, flags, (state) =>
    put(host, flags, state, { document, revision, note: flags.note ?? '' }, { text }),
  );
}

/** Prints what was published, newest first. */
export function history(host: Host, flags: Flags<'limit'> & Setup): Promise<number> {
  const limit = numberOf(flags, 'limit', { least: 1, most: 10_000 }) ?? DEFAULT_LIMIT;
  return withState(host, flags, async ({ store }) => {
    const all = await store.policies.history(nameIn(host, flags), limit);
    host.stdout.write(
      flags.json
        ? `${exactLines(all)}\n`
        : all.map(oneLine).join('') || 'No policy was published: whmcs-mcp policy publish FILE.\n',
    );
    return 0;
  });
}

function numbered(text: string): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (number < 1)
    throw new CommandError('a published policy has a number, as whmcs-mcp policy history says.');
  return number;
}

async function documentOf({ store }: State, name: string, number: number): Promise<string> {
  const document = await store.policies.document(name, number);
  if (document === undefined) throw new CommandError(`no policy number ${number} was published.`);
  return document;
}

/** Prints a published policy, letter by letter; the one in force unless a number is given. */
export function show(host: Host, flags: Setup, wanted: string | undefined): Promise<number> {
  return withState(host, flags, async (state) => {
    const number =
      wanted === undefined
        ? (await state.store.policies.newest(nameIn(host, flags)))?.number
        : numbered(wanted);
    if (number === undefined) throw new CommandError('no policy was published yet.');
    const text = await documentOf(state, nameIn(host, flags), number);
    answer(host, flags, { value: { number, document: text }, text });
    return 0;
  });
}

/** Publishes an earlier policy again, checked against the tools of today; it becomes the newest. */
export function rollBack(host: Host, flags: Flags<'note'> & Setup, wanted: string): Promise<number> {
  const number = numbered(wanted);
  return withState(host, flags, async (state) => {
    const document = await documentOf(state, nameIn(host, flags), number);
    const policy = await checked(host, flags, document, { file: `number ${number}` });
    if (policy === undefined) return 1;
    const note = flags.note ?? `number ${number} again`;
    return put(host, flags, state, { document, revision: policy.revision, note });
  });
}
