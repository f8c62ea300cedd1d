import { area } from '../../src/catalog/index.js';
import { addClient } from './add.js';
import { deleteClient } from './delete.js';
import * as reads from './reads.js';
import { updateClient } from './update.js';

export const clients = area('clients', [...Object.values(reads), addClient, updateClient, deleteClient]);
