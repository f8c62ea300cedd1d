import { type Redact, WITHHELD } from '../../terms.js';
import { createCredentialNames } from '../credentials/by-field-name.js';
import { isValueKey, labelsOf } from '../credentials/label-keys.js';
import type { Withhold } from '../credentials/withhold.js';
import { fieldClassOf } from '../personal/field-classes.js';
import { mask } from '../personal/redact.js';
import { type Disguised, normalize } from '../text/normalize.js';
import type { Field } from './fields.js';

/** The stages have to see it. */
export const UNSETTLED = Symbol('unsettled');
export const DROPPED = Symbol('dropped');

/** What redaction and the names of credentials take away. `redact` is undefined where the policy shows everything. */
export interface TakenByName {
  /** What is left of a value; DROPPED if nothing, UNSETTLED if that can't be told by its field alone. */
  from(field: Field, value: unknown, redact: Redact | undefined): unknown;
  /** Whether labels in a record make a credential, or personal data, of a value beside them. */
  isLabelled(record: Readonly<Record<string, unknown>>, redact: Redact | undefined): boolean;
}

export function createTakenByName(withhold: Withhold): TakenByName {
  const isCredential = createCredentialNames();
  const isCredentialOf = (name: string, value: unknown): boolean =>
    isCredential(name, value) || (typeof value === 'string' && isCredential(name, withhold(value)));

  return {
    from(field, value, redact) {
      if (field.isCustomField) return UNSETTLED;
      const treatment =
        redact === undefined || field.fieldClass === undefined ? 'show' : redact[field.fieldClass];
      if (treatment === 'show' && !field.namesCredential) return value;
      const disguised: Disguised = new Set();
      const normal = typeof value === 'string' ? normalize(value, disguised) : value;
      if (disguised.size > 0 || (typeof value === 'object' && treatment !== 'show')) return UNSETTLED;
      if (treatment === 'drop') return DROPPED;
      const left = treatment === 'mask' ? mask(normal) : normal;
      if (field.namesCredential && isCredentialOf(field.key, left)) {
        return typeof value === 'object' ? UNSETTLED : WITHHELD;
      }
      if (treatment === 'show') return value;
      // A mask is not decoded again.
      return normalize(left) === left ? left : UNSETTLED;
    },

    isLabelled(record, redact) {
      const labels = labelsOf(record).map((label) => String(normalize(label)));
      if (labels.length === 0) return false;
      const isPersonal = (label: string): boolean => {
        const fieldClass = redact === undefined ? undefined : fieldClassOf(label);
        return fieldClass !== undefined && redact?.[fieldClass] !== 'show';
      };
      return Object.keys(record)
        .filter(isValueKey)
        .some((key) => {
          const normal = normalize(record[key]);
          return labels.some((label) => isPersonal(label) || isCredentialOf(label, normal));
        });
    },
  };
}
