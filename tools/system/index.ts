import { area } from '../../src/catalog/index.js';
import { logActivity } from './log-activity.js';
import {
  getActivityLog,
  getAdminUsers,
  getCurrencies,
  getEmailTemplates,
  getPaymentMethods,
  getStats,
  getToDoItems,
} from './reads.js';
import { sendEmail } from './send-email.js';

export const system = area('system', [
  getStats,
  getAdminUsers,
  getPaymentMethods,
  getCurrencies,
  getActivityLog,
  logActivity,
  getEmailTemplates,
  sendEmail,
  getToDoItems,
]);
