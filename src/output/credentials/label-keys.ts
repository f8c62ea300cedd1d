/** Custom fields, options and settings say in one field what another one holds: `{name: "Root password", value: "x"}`. */
export const LABEL = /^(?:(?:translated_?|field|raw)?name|option|label|setting|key|title|field|question)$/i;

/** Names of what a label is about. */
export const VALUE = /^(?:(?:raw)?value|answer|content|data)$/i;

/** What a record calls itself. */
export function labelsOf(record: object): string[] {
  const named = Object.entries(record).filter(([key]) => LABEL.test(key));
  return named.flatMap(([, label]) => (typeof label === 'string' ? [label] : []));
}
