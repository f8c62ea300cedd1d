import type { DateFormat } from '../../catalog/index.js';
import type { Answers } from '../answers.js';
import type { Finding } from '../finding.js';
import { checkDateFormat } from './date-format.js';
import { checkBaseCurrency, checkStaff } from './records.js';
import { checkClock, checkTimeZone } from './time.js';
import { checkVersion } from './version.js';

/** What we are told of an installation, and check. */
export interface Told {
  readonly staff: string | undefined;
  readonly dateFormat: DateFormat;
  /** Undefined: that of this machine. */
  readonly timezone: string | undefined;
  /** Its clock is another one on purpose: the embedded WHMCS has one of its own. */
  readonly standsApart?: boolean;
}

/** What WHMCS itself says of what we are told of it. Rejects with a ShutOut. */
export async function* checkInstallation(
  answers: Answers,
  told: Told,
  now: () => Date,
): AsyncGenerator<Finding> {
  yield await checkVersion(answers);
  yield await checkStaff(answers, told.staff);
  yield await checkDateFormat(answers, told.dateFormat);
  yield await checkTimeZone(answers, told.timezone);
  yield checkClock(answers, now(), told.standsApart);
  yield await checkBaseCurrency(answers);
}
