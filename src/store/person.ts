/** The one spelling of a name by which people are told apart: nobody is two people by writing themselves differently. */
export function personOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

export function sameName(one: string, other: string): boolean {
  return personOf(one) === personOf(other);
}
