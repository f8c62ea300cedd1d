import type { App } from '../app.js';
import { lengthMs } from '../duration.js';
import { createTokens, InvalidToken, type Token } from '../identities/callers/index.js';
import { plain } from '../plain.js';
import { CommandError, type Host } from './host.js';
import type { Flags } from './table/flags.js';
import { withApp } from './with-app.js';
import { userOf } from './with-state.js';

type Setup = Flags<'sandbox' | 'env-file'>;

async function tokensOf(app: App) {
  if (!app.isShared) {
    throw new CommandError('GUARD_STATE is memory, which no server would see; name a file.');
  }
  return createTokens((await app.store()).tokens);
}

const day = (at: Date) => at.toISOString().slice(0, 10);
const minute = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function line({ name, grant, madeAt, madeBy, expiresAt, usedAt }: Token, now: Date): string {
  const ends =
    expiresAt && (expiresAt <= now ? `expired ${minute(expiresAt)}` : `expires ${minute(expiresAt)}`);
  const parts = [
    name,
    grant === undefined ? 'no grant' : `grant ${plain(grant)}`,
    `made ${day(madeAt)} by ${plain(madeBy)}`,
    ends ?? 'does not expire',
    usedAt === undefined ? 'never used' : `last used ${minute(usedAt)}`,
  ];
  return `${parts.join('  ')}\n`;
}

/** Prints the tokens that there are. */
export function listTokens(host: Host, flags: Flags<'json'> & Setup): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const all = await (await tokensOf(app)).list();
    const lines = all.map((one) => line(one, new Date())).join('');
    const text = lines || 'There are no tokens. Make one: whmcs-mcp tokens create NAME.\n';
    host.stdout.write(flags.json ? `${JSON.stringify(all, null, 2)}\n` : text);
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
  flags: Flags<'grant' | 'expires'> & Setup,
  name: string,
): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    const [tokens, now, { grant }] = [await tokensOf(app), new Date(), flags];
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
      await app.journal.note('operator', event);
    } catch (error) {
      await tokens.revoke(name);
      throw error;
    }
    host.stdout.write(`${text}\n`);
    host.stderr.write(`This is the token of ${name}. It is shown once: keep it where passwords are kept.\n`);
    if (isFirst) {
      host.stderr.write(
        'It is the first one: from now on, servers on this state ask everybody who comes by HTTP for a token.\n',
      );
    }
    if (grant !== undefined && !app.policy().grants.includes(grant)) {
      host.stderr.write(
        `The policy ${app.policy().path} has no grant ${plain(grant)}: until it has, whoever calls with this token sees no tool.\n`,
      );
    }
    return 0;
  });
}

/** Takes from a token all that it opens. */
export function revokeToken(host: Host, flags: Setup, name: string): Promise<number> {
  return withApp(host, flags, async ({ app }) => {
    if (!(await (await tokensOf(app)).revoke(name))) {
      throw new CommandError(`there is no token ${plain(name)}. whmcs-mcp tokens list names them.`);
    }
    host.stdout.write(`The token of ${name} opens nothing any more.\n`);
    await app.journal.note('operator', { event: 'token.revoked', name, who: userOf(host) });
    return 0;
  });
}
