import { readFileSync } from 'node:fs';
import { packageFile } from '../app.js';
import { lengthMs } from '../duration.js';
import { createTokens, InvalidToken, type Token } from '../identities/callers/index.js';
import { exactLines, plain } from '../plain.js';
import { parsePolicy } from '../policy/index.js';
import { IN_STATE } from '../policy-in-force/index.js';
import { CommandError, type Host } from './host.js';
import type { State } from './open-state.js';
import { namesHere } from './policy/names.js';
import { type Flags, grantOf } from './table/flags.js';
import { answer } from './terminal/answer.js';
import { columns } from './terminal/columns.js';
import { readSetting, userOf, withState } from './with-state.js';

type Setup = Flags<'sandbox' | 'env-file'>;

/** The policy that a server would follow which is started here; undefined where that can't be told. */
async function policyHere(
  host: Host,
  flags: Setup,
  { store }: State,
): Promise<{ name: string; grants: readonly string[] } | undefined> {
  if (readSetting(host, flags, 'installs') !== '') return undefined;
  const set = readSetting(host, flags, 'policy');
  const name = set || packageFile('policies/default.json');
  const newest = name === IN_STATE ? (await store.policies.newest(''))?.number : undefined;
  const text =
    newest !== undefined
      ? await store.policies.document('', newest)
      : name === IN_STATE
        ? undefined
        : textOf(name);
  const parsed = text === undefined ? undefined : parsePolicy(text, await namesHere(host, flags));
  if (parsed === undefined || 'problems' in parsed) return undefined;
  return { name, grants: Object.keys(parsed.policy.document.grants ?? {}) };
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const day = (at: Date) => at.toISOString().slice(0, 10);
const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function row({ name, grant, madeAt, madeBy, expiresAt, usedAt }: Token, now: Date): string[] {
  const ends =
    expiresAt && (expiresAt <= now ? `expired ${minute(expiresAt)}` : `expires ${minute(expiresAt)}`);
  return [
    name,
    grant === undefined ? 'no grant' : `grant ${plain(grant)}`,
    `made ${day(madeAt)} by ${plain(madeBy)}`,
    ends ?? 'does not expire',
    usedAt === undefined ? 'never used' : `last used ${minute(usedAt)}`,
  ];
}

/** Prints the tokens that there are. */
export function listTokens(host: Host, flags: Flags<'json'> & Setup): Promise<number> {
  return withState(host, flags, async ({ store }) => {
    const all = await createTokens(store.tokens).list();
    const lines = columns(all.map((one) => row(one, new Date())));
    const text = lines || 'There are no tokens. Make one: whmcs-mcp tokens create NAME.\n';
    host.stdout.write(flags.json ? `${exactLines(all)}\n` : text);
    return 0;
  });
}

function expiryOf({ expires }: Flags<'expires'>, now: Date): Date | undefined {
  if (expires === undefined) return undefined;
  const ms = lengthMs(expires);
  if (ms === undefined) throw new CommandError('--expires takes a length of time, such as 12h or 90d.');
  return new Date(now.getTime() + ms);
}

/** Makes a token and prints it, alone on standard output. */
export function createToken(
  host: Host,
  flags: Flags<'grant' | 'expires' | 'json'> & Setup,
  name: string,
): Promise<number> {
  return withState(host, flags, async (state) => {
    const [tokens, now, grant] = [createTokens(state.store.tokens), new Date(), grantOf(flags)];
    const expiresAt = expiryOf(flags, now);
    const who = userOf(host);
    const isFirst = (await tokens.list()).length === 0;
    let text: string;
    try {
      text = await tokens.create({ name, grant, madeBy: who, expiresAt }, now);
    } catch (error) {
      if (!(error instanceof InvalidToken)) throw error;
      throw new CommandError(error.message);
    }
    const expires = expiresAt?.toISOString() ?? null;
    const event = { event: 'token.created', name, grant: grant ?? null, expires, who };
    try {
      await state.journal.note('operator', event);
    } catch (error) {
      await tokens.revoke(name);
      throw error;
    }
    const value = { name, grant: grant ?? null, expiresAt: expires, token: text };
    answer(host, flags, { value, text: `${text}\n` });
    host.stderr.write(`This is the token of ${name}. It is shown once: keep it where passwords are kept.\n`);
    if (isFirst) {
      host.stderr.write(
        'It is the first one: from now on, servers on this state ask everybody who comes by HTTP for a token.\n',
      );
    }
    const policy = grant === undefined ? undefined : await policyHere(host, flags, state);
    if (grant !== undefined && policy?.grants.includes(grant) === false) {
      host.stderr.write(
        `The policy ${policy.name} has no grant ${plain(grant)}: until it has, whoever calls with this token sees no tool.\n`,
      );
    }
    return 0;
  });
}

/** Takes from a token all that it opens. */
export function revokeToken(host: Host, flags: Flags<'json'> & Setup, name: string): Promise<number> {
  return withState(host, flags, async ({ store, journal }) => {
    if (!(await createTokens(store.tokens).revoke(name))) {
      throw new CommandError(`there is no token ${plain(name)}. whmcs-mcp tokens list names them.`);
    }
    const text = `The token of ${name} opens nothing any more.\n`;
    answer(host, flags, { value: { name, revoked: true }, text });
    await journal.note('operator', { event: 'token.revoked', name, who: userOf(host) });
    return 0;
  });
}
