import { listAt, wallClock } from '../../catalog/index.js';
import { isObject } from '../../json/index.js';
import { type Answers, bodyOf } from '../answers.js';
import { type Finding, good, skipped } from '../finding.js';

/** What is not known of WHMCS's API and only a call that changes something would tell. */
const NEEDS_A_WRITE: readonly (readonly [number: string, question: string])[] = [
  ['1', 'whether any action takes the text "false" for false'],
  ['2', 'whether AddInvoicePayment refuses a transaction id that was used'],
  ['3', 'what DomainUpdateLockingStatus does without lockstatus'],
  ['6', 'whether CreateInvoice ignores lines that are written as arrays'],
  ['7', 'whether CreateQuote takes ISO dates'],
  ['8', 'whether LogActivity still heeds userid'],
  ['11', 'which errors of AcceptOrder and ModuleCreate prove that nothing was begun'],
  ['13', 'whether the module queue is filled for actions that came by the API'],
];

const seen = (number: string, says: string) =>
  good('what-it-showed', `${number}. ${says}`, { question: number });
const notAsked = (number: string, says: string) =>
  skipped('what-it-showed', `${number}. ${says}`, { question: number });

async function withoutResult(answers: Answers): Promise<Finding> {
  const body = bodyOf(await answers.ask('GetAdminUsers'));
  if (body === undefined) return notAsked('5', 'GetAdminUsers can not be read here.');
  return seen('5', `GetAdminUsers answers ${'result' in body ? 'with' : 'without'} a result.`);
}

async function productGroups(answers: Answers): Promise<Finding> {
  const { is } = await answers.ask('GetProductGroups');
  if (is === 'absent') return seen('9', 'There is no action GetProductGroups.');
  if (is === 'lost') return notAsked('9', 'GetProductGroups got no usable answer.');
  return seen(
    '9',
    is === 'denied' ? 'GetProductGroups exists: the API role lacks it.' : 'GetProductGroups exists.',
  );
}

async function oneRow(answers: Answers): Promise<Finding> {
  const body = bodyOf(await answers.ask('GetClients'));
  const clients = body?.clients;
  if (body === undefined || listAt(body, 'clients.client').length !== 1)
    return notAsked('10', 'GetClients shows no row here.');
  const rows = isObject(clients) ? clients.client : undefined;
  const shape = Array.isArray(rows)
    ? 'a list'
    : isObject(rows)
      ? 'id' in rows
        ? 'the row itself'
        : 'an object with a number for a key'
      : 'something else';
  return seen('10', `A list of one row is ${shape}.`);
}

async function ownTime(answers: Answers, zone: string | undefined): Promise<Finding> {
  const answer = await answers.ask('GetAdminDetails');
  const requested = String(bodyOf(answer)?.requesttime);
  const date = answer.is === 'success' ? answer.clock : undefined;
  const asMs = (stamp: string) => Date.parse(`${stamp.replace(' ', 'T')}Z`);
  const ms = date === undefined ? Number.NaN : asMs(requested) - asMs(wallClock(date, zone));
  return Number.isNaN(ms)
    ? notAsked('12', 'WHMCS does not say what time it has (GetAdminDetails).')
    : seen(
        '12',
        `The time that WHMCS writes is ${Math.round(ms / 1000)} s from the Date of its answers, by the time zone that is configured.`,
      );
}

/** What this installation shows of what the documentation leaves open. Nothing is asked that could change something. */
export async function* openQuestions(answers: Answers, zone: string | undefined): AsyncGenerator<Finding> {
  yield notAsked(
    '4',
    'With which HTTP status a wrong credential is refused was not asked: it could get this address banned. WHMCS knows this one.',
  );
  yield await withoutResult(answers);
  yield await productGroups(answers);
  yield await oneRow(answers);
  yield await ownTime(answers, zone);
  for (const [number, question] of NEEDS_A_WRITE)
    yield notAsked(number, `Not asked, as only a call that changes something would tell: ${question}.`);
}
