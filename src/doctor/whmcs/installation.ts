import type { DateFormat } from '../../catalog/index.js';
import { SANDBOX_IDENTIFIER } from '../../terms.js';
import type { Credentials } from '../../whmcs/index.js';
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

/** The embedded WHMCS has a clock of its own, also where it was started by itself and is reached by its address. */
const standsApart = ({ standsApart: isSaid, credentials }: Asked): boolean =>
  isSaid === true || credentials.identifier.reveal() === SANDBOX_IDENTIFIER;

/** What is asked, and by which credential. */
type Asked = Told & { readonly credentials: Credentials };

/** What WHMCS itself says of what we are told of it. Rejects with a ShutOut. */
export async function* checkInstallation(
  answers: Answers,
  told: Asked,
  now: () => Date,
): AsyncGenerator<Finding> {
  yield await checkVersion(answers);
  yield await checkStaff(answers, told.staff);
  yield await checkDateFormat(answers, told.dateFormat);
  yield await checkTimeZone(answers, told.timezone);
  yield checkClock(answers, now(), standsApart(told));
  yield await checkBaseCurrency(answers);
}
