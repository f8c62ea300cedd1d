import { area } from '../../src/catalog/index.js';
import { logActivity } from './log-activity.js';
import * as reads from './reads.js';
import { sendEmail } from './send-email.js';

export const system = area('system', [...Object.values(reads), logActivity, sendEmail]);
