import { listAt } from '../../catalog/index.js';
import { amountOf } from '../../decimal.js';
import { plain } from '../../plain.js';
import { didYouMean } from '../../spelling.js';
import { type Answers, bodyOf } from '../answers.js';
import { bad, doubtful, type Finding, good, skipped } from '../finding.js';

const NOT_READ = 'could not be read: the API role does not allow it, or no usable answer came';
const isOn = (value: unknown) => ['1', 'true', 'on'].includes(String(value).toLowerCase());

/** Whether ticket replies have an author. */
export async function checkStaff(answers: Answers, staff: string | undefined): Promise<Finding> {
  const body = bodyOf(await answers.ask('GetAdminUsers'));
  if (body === undefined) {
    return staff === undefined
      ? doubtful(
          'staff-username',
          'WHMCS_STAFF_USERNAME is not set, so replies to tickets are refused.',
          'Set it to the username of the administrator whom the replies come from.',
        )
      : skipped('staff-username', `The administrators (GetAdminUsers) ${NOT_READ}.`);
  }
  const rows = listAt(body, 'admin_users');
  const active = rows
    .filter((row) => !isOn(row.isDisabled))
    .map(({ username }) => plain(String(username)).slice(0, 80));
  const facts = { usernames: active.slice(0, 50).join(', ') };
  const choices = active.slice(0, 8).join(', ');
  if (staff === undefined) {
    return doubtful(
      'staff-username',
      'WHMCS_STAFF_USERNAME is not set, so replies to tickets are refused.',
      `Set it to the administrator whom the replies come from: ${choices}.`,
      facts,
    );
  }
  if (active.includes(staff)) return good('staff-username', `${staff} is an active administrator.`, facts);
  const isDisabled = rows.some(({ username }) => username === staff);
  return bad(
    'staff-username',
    isDisabled
      ? `The administrator ${staff} is disabled in WHMCS.`
      : `WHMCS has no administrator with the username ${staff}.${didYouMean(staff, active)}`,
    `Set WHMCS_STAFF_USERNAME to one of: ${choices}.`,
    facts,
  );
}

/** Whether amounts in other currencies can be compared with limits. */
export async function checkBaseCurrency(answers: Answers): Promise<Finding> {
  const body = bodyOf(await answers.ask('GetCurrencies'));
  if (body === undefined) {
    return bad(
      'base-currency',
      `The currencies (GetCurrencies) ${NOT_READ}. Whatever is judged by its amount is refused.`,
      'Allow GetCurrencies in the API role.',
    );
  }
  const codes = listAt(body, 'currencies.currency')
    .filter(({ rate }) => amountOf(rate)?.eq(1) === true)
    .map(({ code }) => plain(String(code)).slice(0, 10));
  const [base] = codes;
  if (base === undefined) {
    return bad(
      'base-currency',
      'No currency has the rate 1, so no amount can be compared with a limit.',
      'Set the default currency and its rate in WHMCS: Configuration > System Settings > Currencies.',
    );
  }
  if (codes.length > 1) {
    return doubtful(
      'base-currency',
      `${codes.join(' and ')} have the rate 1; ${base} is taken for the base currency.`,
      'Set the rates in WHMCS: Configuration > System Settings > Currencies.',
      { currency: base },
    );
  }
  return good('base-currency', `Limits on money count in ${base}.`, { currency: base });
}
