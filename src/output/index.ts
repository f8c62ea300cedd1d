export { capItems, MAX_RESULT_CHARACTERS } from './cap.js';
export { type FieldClass, type Redact, redactPersonal, type Treatment } from './personal.js';
export { WITHHELD } from './withheld.js';
export { createWithholder, type Withhold } from './withhold.js';
