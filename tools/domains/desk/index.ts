import { area } from '../../../src/catalog/index.js';
import * as reads from './reads.js';
import { requestEpp } from './request-epp.js';
import { setIdProtection } from './set-id-protection.js';
import { updateClientDomain } from './update-domain.js';
import { updateWhois } from './update-whois.js';

export const domainsDesk = area(
  'domains',
  [...Object.values(reads), updateClientDomain, updateWhois, setIdProtection, requestEpp],
  'desk',
);
