import type { View } from '../catalog/index.js';
import { activateAffiliate } from './clients.js';
import { setLock, setNameservers } from './domain-settings.js';
import { registerDomain, renewDomain, transferDomain } from './domains.js';
import { sendMail } from './mails.js';
import { acceptQuote, createQuote, deleteQuote } from './quotes.js';
import { changePassword, createAccount, suspend, terminate, unsuspend } from './services.js';
import { logActivity } from './system.js';

/** The previews of all tools that change something; the others have the general one. */
export const VIEWS: ReadonlyMap<string, View> = new Map<string, View>([
  ['whmcs_register_domain', registerDomain],
  ['whmcs_transfer_domain', transferDomain],
  ['whmcs_renew_domain', renewDomain],
  ['whmcs_update_domain_nameservers', setNameservers],
  ['whmcs_update_domain_lock_status', setLock],
  ['whmcs_module_create', createAccount],
  ['whmcs_module_suspend', suspend],
  ['whmcs_module_unsuspend', unsuspend],
  ['whmcs_module_terminate', terminate],
  ['whmcs_module_change_password', changePassword],
  ['whmcs_log_activity', logActivity],
  ['whmcs_send_email', sendMail],
  ['whmcs_activate_affiliate', activateAffiliate],
  ['whmcs_create_quote', createQuote],
  ['whmcs_accept_quote', acceptQuote],
  ['whmcs_delete_quote', deleteQuote],
]);
