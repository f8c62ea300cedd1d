export interface Person {
  first: string;
  last: string;
  company?: string;
  country: 'GB' | 'US' | 'DE' | 'FR';
  /** ASCII, for addresses and host names. */
  slug: string;
}

/** Invented people; position n is client n + 1. */
export const PEOPLE: readonly Person[] = [
  { first: 'Ada', last: 'Marlow', company: 'Marlow & Daughters', country: 'GB', slug: 'marlow' },
  { first: 'Bruno', last: 'Kessler', country: 'DE', slug: 'kessler' },
  { first: 'Clara', last: 'Fontaine', company: 'Atelier Fontaine', country: 'FR', slug: 'fontaine' },
  { first: 'Daniel', last: 'Whitlock', country: 'US', slug: 'whitlock' },
  { first: 'Elsa', last: 'Brandt', company: 'Brandt Optik GmbH', country: 'DE', slug: 'brandt' },
  { first: 'Felix', last: 'Harrow', country: 'GB', slug: 'harrow' },
  { first: 'Siobhán', last: "O'Brien", company: "O'Brien's Bakery", country: 'GB', slug: 'obrien' },
  { first: 'Greta', last: 'Lindqvist', country: 'DE', slug: 'lindqvist' },
  { first: 'Hugo', last: 'Perrin', company: 'Perrin Cycles', country: 'FR', slug: 'perrin' },
  { first: 'Iris', last: 'Calloway', country: 'US', slug: 'calloway' },
  { first: 'Zażółć', last: 'Gęślą-Jaźń', company: 'Bäckerei Żółw', country: 'DE', slug: 'gesla' },
  { first: 'Jonas', last: 'Weller', company: 'Weller Joinery', country: 'GB', slug: 'weller' },
  { first: 'Karin', last: 'Oster', country: 'DE', slug: 'oster' },
  { first: 'Liam', last: 'Prescott', country: 'GB', slug: 'prescott' },
  { first: 'Mona', last: 'Delacroix', company: 'Studio Delacroix', country: 'FR', slug: 'delacroix' },
  { first: 'Nate', last: 'Grissom', country: 'US', slug: 'grissom' },
  { first: 'Olga', last: 'Reinhardt', country: 'DE', slug: 'reinhardt' },
  { first: 'Peter', last: 'Ashdown', company: 'Ashdown Garden Centre', country: 'GB', slug: 'ashdown' },
  { first: 'Quentin', last: 'Roux', country: 'FR', slug: 'roux' },
  { first: 'Rosa', last: 'Hollis', company: 'Hollis Physio', country: 'GB', slug: 'hollis' },
  { first: 'Stefan', last: 'Vogel', country: 'DE', slug: 'vogel' },
  { first: 'Tessa', last: 'Quill', company: 'Quill Press', country: 'GB', slug: 'quill' },
  { first: 'Umar', last: 'Sayer', country: 'GB', slug: 'sayer' },
  { first: 'Vera', last: 'Lachlan', country: 'US', slug: 'lachlan' },
  { first: 'Walter', last: 'Dietz', company: 'Dietz Metallbau', country: 'DE', slug: 'dietz' },
  { first: 'Xenia', last: 'Morrow', country: 'GB', slug: 'morrow' },
  { first: 'Yann', last: 'Leclair', company: 'Leclair Traiteur', country: 'FR', slug: 'leclair' },
  { first: 'Zoe', last: 'Hartnell', country: 'US', slug: 'hartnell' },
  { first: 'Arne', last: 'Falk', country: 'DE', slug: 'falk' },
  { first: 'Bea', last: 'Thornbury', company: 'Thornbury Textiles', country: 'GB', slug: 'thornbury' },
  { first: 'Cyril', last: 'Maréchal', country: 'FR', slug: 'marechal' },
  { first: 'Dora', last: 'Pinchbeck', country: 'GB', slug: 'pinchbeck' },
  { first: 'Emil', last: 'Sander', company: 'Sander Audio', country: 'DE', slug: 'sander' },
  { first: 'Fay', last: 'Collier', country: 'US', slug: 'collier' },
  { first: 'Gus', last: 'Trelawny', company: 'Trelawny Boats', country: 'GB', slug: 'trelawny' },
  { first: 'Hanna', last: 'Kolb', country: 'DE', slug: 'kolb' },
  { first: 'Ines', last: 'Garnier', country: 'FR', slug: 'garnier' },
  { first: 'Jed', last: 'Ransome', company: 'Ransome <Web> Design', country: 'GB', slug: 'ransome' },
  { first: 'Kit', last: 'Overbury', country: 'US', slug: 'overbury' },
  { first: 'Lena', last: 'Strauch', country: 'DE', slug: 'strauch' },
];

/** Telephone numbers come from ranges that the regulators keep for fiction. */
export const PLACES: Readonly<
  Record<Person['country'], { city: string; state: string; postcode: string; phone: (n: number) => string }>
> = {
  GB: {
    city: 'Exampleton',
    state: 'Testshire',
    postcode: 'ZZ1 1ZZ',
    phone: (n) => `+44.1632960${String(n).padStart(3, '0')}`,
  },
  US: {
    city: 'Sampleville',
    state: 'Ohio',
    postcode: '00000',
    phone: (n) => `+1.20255501${String(n).padStart(2, '0')}`,
  },
  DE: {
    city: 'Musterstadt',
    state: 'Bayern',
    postcode: '00000',
    phone: (n) => `+49.3023125${String(n).padStart(3, '0')}`,
  },
  FR: {
    city: 'Exempleville',
    state: 'Bretagne',
    postcode: '00000',
    phone: (n) => `+33.1990000${String(n).padStart(2, '0')}`,
  },
};

export const MAIL_HOSTS = ['example.com', 'example.net', 'example.org'] as const;
