export { capItems, MAX_RESULT_CHARACTERS } from './cap.js';
export { type FieldClass, type Redact, redactPersonal, type Treatment } from './personal.js';
export { createWithholder, WITHHELD, type Withhold } from './withhold.js';
