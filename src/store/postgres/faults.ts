import { StoreFault, type StoreFaultCode } from '../fault.js';
import { UnusableState } from '../sql/schema.js';

// SQLSTATE codes (postgresql.org/docs/current/errcodes-appendix.html), and those of the system for the connection.
const BY_CODE: Readonly<Record<string, StoreFaultCode>> = {
  '25006': 'read_only',
  '3D000': 'unopenable',
  '3F000': 'unopenable',
  '40001': 'busy',
  '40P01': 'busy',
  '42501': 'unopenable',
  '53100': 'full',
  '53300': 'busy',
  '55P03': 'busy',
  '57P03': 'busy',
  XX001: 'corrupt',
  XX002: 'corrupt',
  ECONNREFUSED: 'unopenable',
  ECONNRESET: 'unopenable',
  EACCES: 'unopenable',
  EAI_AGAIN: 'unopenable',
  EHOSTUNREACH: 'unopenable',
  ENETUNREACH: 'unopenable',
  ENOENT: 'unopenable',
  ENOTFOUND: 'unopenable',
  ETIMEDOUT: 'unopenable',
};
/** Sign-in refused; connection lost. */
const BY_CLASS: Readonly<Record<string, StoreFaultCode>> = { '28': 'unopenable', '08': 'unopenable' };
/** The server ended the connection: an operator stopped it, or another of its processes crashed. */
const ENDED = ['57P01', '57P02', '57P03'];
const LOST = [
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
];

/** A statement of that name is not there, or there already: a pooler hands connections on without them. */
const UNKNOWN_NAMES = ['26000', '42P05'];
/** The tables were changed under a statement, as by a later version that has just started. */
const CHANGED_PLAN = /^cached plan must not change/;

// What the driver says without a code.
const NO_CONNECTION = /^timeout exceeded when trying to connect/;
const TERMINATED = /^Connection terminated|^Client has encountered a connection error|^timeout expired/;
const UNANSWERED = /^Query read timeout/;

const isMessage = (error: unknown, pattern: RegExp) => error instanceof Error && pattern.test(error.message);

const codeIn = (error: unknown): string | undefined => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};

function faultCodeOf(error: unknown): StoreFaultCode {
  if (error instanceof UnusableState) return error.code;
  const code = codeIn(error);
  if (code === undefined) {
    if (isMessage(error, NO_CONNECTION)) return 'busy';
    return isMessage(error, TERMINATED) ? 'unopenable' : 'failed';
  }
  return BY_CODE[code] ?? BY_CLASS[code.slice(0, 2)] ?? 'failed';
}

/** What PostgreSQL or the network threw, as a fault of the state at a location. */
export function faultOf(error: unknown, location: string): StoreFault {
  if (error instanceof StoreFault) return error;
  const fault = new StoreFault(faultCodeOf(error), location, error, 'database');
  fault.isOutage = isLost(error);
  return fault;
}

/** Others were in the way: the same work may go through a moment later. */
export const isBusy = (error: unknown): boolean => faultCodeOf(error) === 'busy';

/** The connection is gone, or could not be had; a server that restarts takes new ones a moment later. */
export function isLost(error: unknown): boolean {
  const code = codeIn(error);
  if (code !== undefined) return ENDED.includes(code) || LOST.includes(code) || code.startsWith('08');
  return isMessage(error, TERMINATED) || isMessage(error, UNANSWERED);
}

/** The connection does not know the statements by the names that they have here. */
export const losesNames = (error: unknown): boolean => UNKNOWN_NAMES.includes(codeIn(error) ?? '');

/** The connection can't be used on as it is; the same work goes through on another. */
export const isOutOfStep = (error: unknown): boolean => losesNames(error) || isMessage(error, CHANGED_PLAN);
