import { policyVocabulary } from '../guard/index.js';
import { extraNames } from './extra-catalog.js';

/** By each tool of an extra set, all that a policy can be checked against. */
export default Object.fromEntries(policyVocabulary(await extraNames()).tools);
