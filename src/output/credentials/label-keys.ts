/** Keys that say what another key of the same record holds: `{name: "Root password", value: "x"}`. */
const LABEL_KEY = /^(?:(?:translated_?|field|raw)?name|option|label|setting|key|title|field|question)$/i;

/** Keys whose value a label describes. */
const VALUE_KEY = /^(?:(?:raw)?value|answer|content|data)$/i;

export const isLabelKey = (key: string) => LABEL_KEY.test(key);

/** Whether labels beside a key say what its value is. */
export const isValueKey = (key: string) => VALUE_KEY.test(key);

/** The labels in a record: the texts under its label keys. */
export function labelsOf(record: object): string[] {
  return Object.entries(record).flatMap(([key, label]) =>
    typeof label === 'string' && isLabelKey(key) ? [label] : [],
  );
}

/** All names that a value goes by: its key, and the labels beside it if the key is one that labels describe. */
export function namesOf(key: string, labels: readonly string[]): readonly string[] {
  return isValueKey(key) ? [key, ...labels] : [key];
}
