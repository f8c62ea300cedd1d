export { capItems, MAX_RESULT_CHARACTERS } from './cap.js';
export { createWithholder, WITHHELD, type Withhold } from './withhold.js';
