/**
 * Who decides at the console or in a shell where no approvers have names. One constant, because one human who uses
 * both must never count as two people.
 */
export const OPERATOR = 'operator';

/** Characters that nobody sees, such as those that choose a variant of the letter before. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;

/** The one spelling of a name by which people are told apart: nobody is two people by writing themselves differently. */
export function personOf(name: string): string {
  return name.normalize('NFKC').replace(UNSEEN, '').trim().toLowerCase();
}

/** `anna@example.com` in its two parts; the host is undefined for a name alone. */
function partsOf(name: string): { readonly local: string; readonly host: string | undefined } {
  const at = name.lastIndexOf('@');
  const [local, host] = at === -1 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
  // Mail to `anna+agent@` is Anna's at most providers.
  return { local: local.replace(/(?<=.)\+.*$/, ''), host: host?.replace(/:\d+$/, '') };
}

/** Whether one host is the other, or below it: a provider at `login.example.com` signs in the people of `example.com`. */
function isOneHouse(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) return true;
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.includes('.') && longer.endsWith(`.${shorter}`);
}

/**
 * Whether two names may stand for one person: a name alone, the same one at an identity provider, in a mail address of that
 * house, or with a tag. Good for a refusal only.
 */
export function maybeSamePerson(one: string, other: string): boolean {
  const [a, b] = [personOf(one), personOf(other)];
  const [first, second] = [partsOf(a), partsOf(b)];
  // A subject that is a mail address by itself stands before the provider's host.
  if (first.local === b || second.local === a) return true;
  return first.local === second.local && isOneHouse(first.host, second.host);
}

export function samePerson(one: string, other: string): boolean {
  return personOf(one) === personOf(other);
}
