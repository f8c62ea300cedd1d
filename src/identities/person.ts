/**
 * Who decides at the console or in a shell where no approvers have names. One constant, because one human who uses
 * both must never count as two people.
 */
export const OPERATOR = 'operator';

/** The one spelling of a name by which people are told apart: nobody is two people by writing themselves differently. */
export function personOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

/**
 * Whether two names may stand for one person: a name alone, and the same one at an identity provider or in a mail address.
 * Good for a refusal only.
 */
export function maybeSamePerson(one: string, other: string): boolean {
  const [a, b] = [personOf(one), personOf(other)];
  if (a === b) return true;
  const local = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf('@')));
  return local(a) === b || local(b) === a;
}

export function samePerson(one: string, other: string): boolean {
  return personOf(one) === personOf(other);
}
