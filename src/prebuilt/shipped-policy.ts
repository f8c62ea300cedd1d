import text from '../../policies/default.json?text';
import { policyVocabulary } from '../guard/index.js';
import { type CheckedPolicy, parsePolicy } from '../policy/index.js';
import { everyTool } from './extra-catalog.js';

const parsed = parsePolicy(text, policyVocabulary(await everyTool()));
if ('problems' in parsed || parsed.warnings.length > 0)
  throw new Error(`policies/default.json: ${JSON.stringify(parsed.warnings)}`);

/** The policy that ships with the package, checked. */
const checked: CheckedPolicy = { text, document: parsed.policy.document };
export default checked;
