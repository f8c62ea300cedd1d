import { area } from '../../../src/catalog/index.js';
import { addContact } from './add-contact.js';
import { addClientNote } from './add-note.js';
import { closeClient } from './close.js';
import { deleteContact } from './delete-contact.js';
import * as reads from './reads.js';
import { resetPassword } from './reset-password.js';
import { updateContact } from './update-contact.js';

export const clientsDesk = area(
  'clients',
  [
    ...Object.values(reads),
    addContact,
    updateContact,
    deleteContact,
    resetPassword,
    addClientNote,
    closeClient,
  ],
  'desk',
);
