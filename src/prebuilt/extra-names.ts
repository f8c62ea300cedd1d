import { policyVocabulary } from '../guard/index.js';
import { extraNames } from './extra-catalog.js';

/** By each tool of an extra set, what a decision on it needs: set, toolset, class, level, whose. */
export default Object.fromEntries(
  [...policyVocabulary(await extraNames()).tools].map(
    ([name, { set, toolset, class: risk, level, whose }]) => [name, [set, toolset, risk, level, whose]],
  ),
);
