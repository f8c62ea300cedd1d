import { hashPassword, isPasswordOf, NOBODYS } from './password.js';
import { personOf } from './person.js';

/** A person who may approve, known by name. */
export interface Approver {
  readonly name: string;
  readonly addedAt: Date;
  /** When the password was last set. */
  readonly changedAt: Date;
  /** The grants for whose callers alone the person decides; undefined: for all callers. */
  readonly grants?: readonly string[] | undefined;
}

/** An approver as the shared state keeps one. */
export interface StoredApprover extends Approver {
  /** Salted scrypt digest of the password, as `hashPassword` spells it. */
  readonly password: string;
}

/** Rows of named approvers, one a person (`personOf` the name). Every method rejects with a StoreFault. */
export interface ApproverRows {
  /** Ordered by person. */
  list(): Promise<readonly StoredApprover[]>;
  find(person: string): Promise<StoredApprover | undefined>;
  /**
   * Adds one; for a person who is there, the password and its date are replaced, the grants where some are given, and the rest
   * stays. Durable.
   */
  put(approver: {
    name: string;
    password: string;
    grants?: readonly string[] | undefined;
    at: Date;
  }): Promise<void>;
  /** False where there was none. Durable. */
  remove(person: string): Promise<boolean>;
}

/** Named approvers and how each proves to be that person. */
export interface Approvers {
  list(): Promise<readonly Approver[]>;
  /**
   * Adds one, or gives one another password. Names are told apart without regard to case. Durable. Rejects with an
   * InvalidApprover.
   * @param grants for whose callers alone the person decides; without it somebody new decides for all, and whoever is there
   * keeps what they have
   */
  set(name: string, password: string, at: Date, grants?: readonly string[]): Promise<void>;
  /** False where there was none of that name. Durable. */
  remove(name: string): Promise<boolean>;
  /** The person whom the name and the password together prove; takes as long for a name that does not exist. */
  check(name: string, password: string): Promise<Approver | undefined>;
}

/** A name or password that can't be taken. `message` says what it must be, and repeats no part of the password. */
export class InvalidApprover extends Error {
  override readonly name = 'InvalidApprover';
}

const NAME = /^(?!.*\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{Nd}._@-]{1,64}$/u;
const GRANT = /^[^\p{C}]{1,200}$/u;
const MOST_GRANTS = 50;
const SHORTEST = 10;
/** Nobody types more, and whoever pastes more must not keep a processor busy. */
const LONGEST = 1_000;

export function createApprovers(rows: ApproverRows): Approvers {
  return {
    list: async () => (await rows.list()).map(approverOf),
    async set(name, password, at, grants) {
      const checked = checkName(name);
      if (grants !== undefined) checkGrants(grants);
      await rows.put({ name: checked, password: await hashPassword(checkPassword(password)), grants, at });
    },
    remove: (name) => rows.remove(personOf(name)),
    async check(name, password) {
      const stored = await rows.find(personOf(name));
      // An unknown name costs the same work: the time an answer takes must not show who may approve.
      const fits = await isPasswordOf(stored?.password ?? NOBODYS, plainPassword(password));
      return fits && stored !== undefined ? approverOf(stored) : undefined;
    },
  };
}

const approverOf = ({ password: _digest, ...approver }: StoredApprover): Approver => approver;

function checkGrants(grants: readonly string[]): void {
  if (grants.length > 0 && grants.length <= MOST_GRANTS && grants.every((name) => GRANT.test(name))) return;
  throw new InvalidApprover(
    `An approver has 1 to ${MOST_GRANTS} grants, each a name of 1 to 200 characters on one line.`,
  );
}

function checkName(name: string): string {
  const plain = name.normalize('NFKC').trim();
  if (NAME.test(plain) && personOf(plain) !== '') return plain;
  throw new InvalidApprover('A name has 1 to 64 letters, digits and . _ @ - and no spaces.');
}

/** As typed on any keyboard: one letter with an accent can be one character or two. */
const plainPassword = (password: string) => password.normalize('NFKC');

function checkPassword(password: string): string {
  const plain = plainPassword(password);
  const { length } = [...plain];
  if (length < SHORTEST) throw new InvalidApprover(`A password has at least ${SHORTEST} characters.`);
  if (length > LONGEST) throw new InvalidApprover(`A password has at most ${LONGEST} characters.`);
  return plain;
}
