import { StoreFault } from '../../store/index.js';
import { WhmcsFault } from '../../whmcs/index.js';
import { NoRecord } from './named-records.js';

const AGAIN = 'make the same call again in a moment';

/** Why a fact could not be looked up, and what to do about it. Says nothing of what WHMCS holds, nor in whose words. */
export function reasonOf(error: unknown): string {
  if (error instanceof NoRecord) return `${error.message}; check the ids`;
  if (error instanceof StoreFault)
    return "this server can't read its own state; the operator finds why in its log";
  if (!(error instanceof WhmcsFault)) {
    return 'what WHMCS shows of the record does not tell it; a person can look the record up in WHMCS';
  }
  if (error.kind === 'not_found') return 'WHMCS has no such record; check the ids';
  if (error.code === 'whmcs_auth') {
    return 'WHMCS does not let this server read the record; the operator has to allow it';
  }
  if (error.code === 'whmcs_error') return `WHMCS would not show the record; check the ids, or ${AGAIN}`;
  return `the record could not be read, since WHMCS gave no usable answer; ${AGAIN}`;
}
