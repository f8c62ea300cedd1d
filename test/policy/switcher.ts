import { switchTool } from '../../src/policy-in-force/rewrite.js';
import { SHOP } from './shop.js';

// A process of its own that switches a tool off and on in a policy file that others change too, and leaves it off.
const [path = '', tool = '', times = '1'] = process.argv.slice(2);

function insist(on: boolean): void {
  let refused = switchTool(path, tool, on, SHOP);
  while (refused?.includes('in the way')) refused = switchTool(path, tool, on, SHOP);
  if (refused !== undefined) throw new Error(refused);
}

for (let time = 0; time < Number(times); time += 1) {
  insist(true);
  insist(false);
}
