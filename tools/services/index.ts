import { area } from '../../src/catalog/index.js';
import { changeServicePassword } from './change-password.js';
import { createAccount } from './create.js';
import * as reads from './reads.js';
import { suspendService } from './suspend.js';
import { terminateService } from './terminate.js';
import { unsuspendService } from './unsuspend.js';

export const services = area('services', [
  ...Object.values(reads),
  createAccount,
  suspendService,
  unsuspendService,
  terminateService,
  changeServicePassword,
]);
