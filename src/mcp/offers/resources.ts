import type { ReadResourceResult } from '@modelcontextprotocol/sdk/types.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import type { Failure, Outcome } from '../../guard/index.js';
import { plain, shortened } from '../../plain.js';
import {
  type Address,
  callFor,
  isWithoutRows,
  JSON_TYPE,
  limitsInWords,
  policyInWords,
  readAddress,
  WORDS_TYPE,
} from '../../resources/index.js';
import type { OfferRequest } from './request.js';
import type { Shown } from './shown.js';
import { WrongRequest } from './wrong-request.js';

/** The code that the specification gives to a resource that is not there. */
const NOT_FOUND = -32002;
const MOST_SHOWN = 100;

const notThere = (uri: unknown) =>
  new WrongRequest(`There is no resource "${shortened(plain(String(uri)), MOST_SHOWN)}".`, NOT_FOUND, {
    uri,
  });

/** A refusal as the tool tells it: the same sentence, with the same code in its data. */
function refused({ code, message, details, call }: Failure): WrongRequest {
  const isWrong = code === 'invalid_arguments';
  return new WrongRequest(
    `${message} (code: ${code}${call === undefined ? '' : `, call: ${call}`})`,
    isWrong ? ErrorCode.InvalidParams : ErrorCode.InternalError,
    { code, message, ...details, ...(call === undefined ? {} : { call }) },
  );
}

/** What the guard says of itself; undefined for any other address, and for whom nothing is shown. */
async function wordsOf(
  { guard, session }: OfferRequest,
  { install, parts, limitstart }: Address,
  shown: Shown,
) {
  if (limitstart !== undefined || shown.toolsOf(install).size === 0) return undefined;
  const path = parts.join('/');
  if (path === 'guard/policy') return policyInWords({ guard, session, install });
  return path === 'guard/limits' ? limitsInWords({ guard, session, install }) : undefined;
}

/**
 * Reads a resource: a call of the tool that reads it, by the one path of the guard, with all that comes with that. What the
 * guard says of itself is no call. Throws a WrongRequest for what is not there, and what is refused.
 */
export async function readResource(request: OfferRequest, shown: Shown): Promise<ReadResourceResult> {
  const { uri } = request.params;
  const address = readAddress(uri, request.guard.installs.length > 0);
  if (address === undefined || typeof uri !== 'string') throw notThere(uri);
  const words = await wordsOf(request, address, shown);
  if (words !== undefined) return { contents: [{ uri, mimeType: WORDS_TYPE, text: words }] };
  const read = callFor(address);
  if (read === undefined) throw notThere(uri);
  const outcome: Outcome = await request.call(read.tool, read.args);
  if (!outcome.ok) throw refused(outcome);
  if (read.isRow && isWithoutRows(outcome)) throw notThere(uri);
  return { contents: [{ uri, mimeType: JSON_TYPE, text: outcome.text }] };
}
