import { area } from '../../src/catalog/index.js';
import { addClient } from './add.js';
import { deleteClient } from './delete.js';
import { getClientDetails, getClientDomains, getClientProducts, getClients } from './reads.js';
import { updateClient } from './update.js';

export const clients = area('clients', [
  getClients,
  getClientDetails,
  addClient,
  updateClient,
  deleteClient,
  getClientProducts,
  getClientDomains,
]);
