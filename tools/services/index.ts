import { area } from '../../src/catalog/index.js';
import { changeServicePassword } from './change-password.js';
import { createAccount } from './create.js';
import { getServers } from './reads.js';
import { suspendService } from './suspend.js';
import { terminateService } from './terminate.js';
import { unsuspendService } from './unsuspend.js';

export const services = area('services', [
  getServers,
  createAccount,
  suspendService,
  unsuspendService,
  terminateService,
  changeServicePassword,
]);
