import { mapItems, mapMembers } from '../../json/index.js';
import { type Redact, type Treatment, WITHHELD } from '../../terms.js';
import { changeQuotedPairs } from '../credentials/in-key-values.js';
import { labelsOf, namesOf } from '../credentials/label-keys.js';
import { changeInnerJson } from '../text/inner-json.js';
import { fieldClassOf, type RecordOf, recordOf } from './field-classes.js';

/** Masks a value: enough to recognise, too little to use, such as `a***@example.com` or `+4***`. */
export function mask(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mask);
  if (typeof value === 'object' && value !== null) return '***';
  const text = String(value);
  if (text === '' || text === WITHHELD) return text;
  const [, domain] = /^[^@\s]+@([^@\s]+)$/.exec(text) ?? [];
  if (domain !== undefined) return `${text.charAt(0)}***@${domain}`;
  return text.length <= 4 ? '***' : `${text.slice(0, 2)}***`;
}

/** The strictest treatment that the class of one of these names asks for; values that say nothing are shown. */
function treatmentOf(names: readonly string[], value: unknown, redact: Redact, of?: RecordOf): Treatment {
  if (value === null || value === '' || typeof value === 'boolean') return 'show';
  const treatments = names.flatMap((name) => fieldClassOf(name, of) ?? []).map((field) => redact[field]);
  return treatments.includes('drop') ? 'drop' : treatments.includes('mask') ? 'mask' : 'show';
}

function redactText(text: string, redact: Redact): string {
  const json = changeInnerJson(text, (inner) => redactValue(inner, redact), WITHHELD);
  if (json !== undefined || !/^\s*[[{]/.test(text)) return json ?? text;
  // Registrar modules send records that are cut or badly written JSON.
  return changeQuotedPairs(text, (names, value) => {
    const treatment = treatmentOf(names, value, redact);
    return treatment === 'show' ? undefined : treatment === 'drop' ? '' : String(mask(value));
  });
}

/** Stands for a member that is left out. */
const DROPPED = Symbol('dropped');

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redactText(value, redact);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return mapItems(value, (item) => redactValue(item, redact));
  const of = recordOf(value);
  const labels = labelsOf(value);
  let drops = false;
  const redacted = mapMembers(value, (inner, key) => {
    const treatment = treatmentOf(namesOf(key, labels), inner, redact, of);
    drops ||= treatment === 'drop';
    if (treatment === 'drop') return DROPPED;
    return treatment === 'mask' ? mask(inner) : redactValue(inner, redact);
  });
  if (!drops) return redacted;
  return Object.fromEntries(Object.entries(redacted).filter(([, inner]) => inner !== DROPPED));
}

export const isRedacting = (redact: Redact): boolean =>
  Object.values(redact).some((treatment) => treatment !== 'show');

/**
 * Masks or drops personal data at every depth, also inside texts that are JSON, and in custom fields by what their label
 * says. Free text is not searched. Returns the value itself where the policy shows everything.
 */
export function redactPersonal<T>(value: T, redact: Redact): T {
  return isRedacting(redact) ? (redactValue(value, redact) as T) : value;
}
