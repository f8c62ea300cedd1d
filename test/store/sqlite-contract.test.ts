import { storeContract } from './contract/index.js';
import { FILE, MEMORY } from './sqlite-engines.js';

storeContract(FILE);
storeContract(MEMORY);
