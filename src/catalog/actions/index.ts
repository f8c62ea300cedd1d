// What only those need who look for actions by name: the face of the catalog is loaded by every start.
export { lettersOf } from './spelling.js';
