import { area } from '../../../src/catalog/index.js';
import { addCancelRequest } from './cancel-request.js';
import { changePackage } from './change-package.js';
import * as reads from './reads.js';
import { updateClientProduct } from './update.js';
import { updateClientAddon } from './update-addon.js';
import { upgradeProduct } from './upgrade.js';

export const servicesDesk = area(
  'services',
  [
    ...Object.values(reads),
    updateClientProduct,
    upgradeProduct,
    changePackage,
    updateClientAddon,
    addCancelRequest,
  ],
  'desk',
);
