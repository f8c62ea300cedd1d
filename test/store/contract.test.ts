import { storeContract } from './contract.js';
import { filePlace, memoryPlace } from './folder.js';

storeContract('a file', filePlace);
storeContract('memory', memoryPlace);
