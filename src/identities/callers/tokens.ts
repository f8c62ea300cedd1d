import { timingSafeEqual } from 'node:crypto';
import { OPERATOR, personOf } from '../person.js';
import { digestOf, newToken } from './token-text.js';

/** What a token opens, and who made it. The token itself is kept nowhere. */
export interface Token {
  /** The caller's name. */
  readonly name: string;
  /** An entry of the policy's `grants`; undefined: the policy's own rules. */
  readonly grant: string | undefined;
  readonly madeAt: Date;
  /** The user who made it. */
  readonly madeBy: string;
  /** Undefined: it holds until it is revoked. */
  readonly expiresAt: Date | undefined;
  /** Not before the last use by more than a few minutes; undefined: never used. */
  readonly usedAt: Date | undefined;
}

/** A token as the shared state keeps one. */
export interface StoredToken extends Token {
  /** As `digestOf` spells it. */
  readonly digest: string;
}

/** Rows of tokens, one for each name (`personOf` the name). Every method rejects with a StoreFault. */
export interface TokenRows {
  /** Ordered by name. */
  list(): Promise<readonly StoredToken[]>;
  /** By the digest of a token, as it is in all processes now. */
  find(digest: string): Promise<StoredToken | undefined>;
  /** False where the name is taken. Durable. */
  add(token: Omit<StoredToken, 'usedAt'>): Promise<boolean>;
  /** False where there was none. Durable. */
  remove(person: string): Promise<boolean>;
  /** Whether there is one, or ever was. */
  wereMade(): Promise<boolean>;
  /** Notes a use with the next write that there is; nobody has to wait for it. */
  used(digest: string, at: Date): Promise<void>;
}

export interface NewToken {
  readonly name: string;
  readonly grant: string | undefined;
  readonly madeBy: string;
  readonly expiresAt: Date | undefined;
}

/** Tokens by which agents and automations are known, each with a name and a grant of its own. */
export interface Tokens {
  list(): Promise<readonly Token[]>;
  /** Makes one and returns its text, which nobody can look up again. Durable. Rejects with an InvalidToken. */
  create(token: NewToken, at: Date): Promise<string>;
  /** It opens nothing from then on, in any process. False where there was none of that name. Durable. */
  revoke(name: string): Promise<boolean>;
  /** Whether there is one, or ever was: who has revoked the last one does not mean to let everybody in. */
  wereMade(): Promise<boolean>;
  /**
   * What a token opens, by its digest (`digestOf`); undefined where there is none, or none any more. One that has expired is
   * told by its `expiresAt`.
   */
  find(digest: string): Promise<Token | undefined>;
  /** Notes that it was used, now and then. */
  noteUse(digest: string, at: Date): Promise<void>;
}

/** A token that can't be made. `message` says why. */
export class InvalidToken extends Error {
  override readonly name = 'InvalidToken';
}

/** Without an `@`: names with one come from an identity provider. */
const NAME = /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{Nd}._-]{1,64}$/u;
const GRANT = /^[^\p{C}]{1,200}$/u;

/** Names that stand for something else wherever a caller or a person is named. */
const RESERVED: ReadonlySet<string> = new Set([
  OPERATOR,
  'local',
  'http',
  'stdio',
  'cli',
  'console',
  'form',
  'webhook',
  'file',
  'system',
  'sandbox',
  'policy',
  'anonymous',
  'everyone',
]);

/** How much later than the last use that is noted another one is noted. */
const NOTED_EVERY_MS = 5 * 60_000;
/** Tokens whose last noted use is remembered. */
const MOST_NOTED = 10_000;

const tokenOf = ({ digest: _digest, ...token }: StoredToken): Token => token;

export function createTokens(rows: TokenRows): Tokens {
  const noted = new Map<string, number>();
  return {
    list: async () => (await rows.list()).map(tokenOf),
    async create({ name, grant, madeBy, expiresAt }, at) {
      const checked = checkName(name);
      if (grant !== undefined && !GRANT.test(grant))
        throw new InvalidToken('A grant has a name of 1 to 200 characters on one line.');
      if (expiresAt !== undefined && expiresAt.getTime() <= at.getTime())
        throw new InvalidToken('A token has to expire later than it is made.');
      const text = newToken();
      const added = await rows.add({
        name: checked,
        grant,
        madeAt: at,
        madeBy,
        expiresAt,
        digest: digestOf(text),
      });
      if (!added)
        throw new InvalidToken(
          `There is a token of the name ${checked} already. Revoke it first, or take another name.`,
        );
      return text;
    },
    revoke: (name) => rows.remove(personOf(name)),
    wereMade: () => rows.wereMade(),
    async find(digest) {
      const stored = await rows.find(digest);
      if (stored === undefined) return undefined;
      return timingSafeEqual(Buffer.from(stored.digest), Buffer.from(digest)) ? tokenOf(stored) : undefined;
    },
    async noteUse(digest, at) {
      const before = noted.get(digest);
      if (before !== undefined && at.getTime() - before < NOTED_EVERY_MS) return;
      if (noted.size >= MOST_NOTED) noted.clear();
      noted.set(digest, at.getTime());
      await rows.used(digest, at);
    },
  };
}

function checkName(name: string): string {
  const plain = name.normalize('NFKC').trim();
  if (!NAME.test(plain) || personOf(plain) === '')
    throw new InvalidToken('A name has 1 to 64 letters, digits and . _ - and no spaces.');
  if (RESERVED.has(personOf(plain)))
    throw new InvalidToken(`The name ${plain} stands for something else here. Take another one.`);
  return plain;
}
