import { area } from '../../src/catalog/index.js';
import * as reads from './reads.js';
import { registerDomain } from './register.js';
import { renewDomain } from './renew.js';
import { setLock } from './set-lock.js';
import { setNameservers } from './set-nameservers.js';
import { transferDomain } from './transfer.js';

export const domains = area('domains', [
  ...Object.values(reads),
  registerDomain,
  transferDomain,
  renewDomain,
  setNameservers,
  setLock,
]);
