import text from '../../policies/default.json?text';
import { areas } from '../../tools/index.js';
import { compileCatalog } from '../catalog/index.js';
import { policyVocabulary } from '../guard/index.js';
import { type CheckedPolicy, parsePolicy } from '../policy/index.js';

const parsed = parsePolicy(text, policyVocabulary(compileCatalog(areas)));
if ('problems' in parsed || parsed.warnings.length > 0)
  throw new Error(`policies/default.json: ${JSON.stringify(parsed.warnings)}`);

/** The policy that ships with the package, checked. */
const checked: CheckedPolicy = { text, document: parsed.policy.document };
export default checked;
