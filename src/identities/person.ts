/**
 * Who decides at the console or in a shell where no approvers have names. One constant, because one human who uses
 * both must never count as two people.
 */
export const OPERATOR = 'operator';

/** The one spelling of a name by which people are told apart: nobody is two people by writing themselves differently. */
export function personOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

export function samePerson(one: string, other: string): boolean {
  return personOf(one) === personOf(other);
}
