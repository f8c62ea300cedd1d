/** Verbs whose past is no `-ed`, or doubles a letter. */
const PAST: Readonly<Record<string, string>> = {
  Bring: 'Brought',
  Make: 'Made',
  Pay: 'Paid',
  Read: 'Read',
  Reply: 'Replied',
  Apply: 'Applied',
  Send: 'Sent',
  Set: 'Set',
  Write: 'Wrote',
};

const pastOf = (verb: string): string => PAST[verb] ?? (verb.endsWith('e') ? `${verb}d` : `${verb}ed`);

/** `Record a payment on invoice 3077` as what was done: `Recorded a payment on invoice 3077`. The first word has to be a verb. */
export function inThePast(title: string): string {
  return title.replace(/^[A-Z][a-z]+/, pastOf);
}
