import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import type { Guard, Session } from '../../guard/index.js';
import { getPrompt, listPrompts } from './prompts.js';
import { type Listing, type Shown, shownIn } from './shown.js';
import { WrongRequest } from './wrong-request.js';

/** What a request asks for beside tools, of whom. */
export interface OfferRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly guard: Guard;
  readonly session: Session;
}

const ANSWERS: Readonly<Record<string, (request: OfferRequest, shown: Shown) => object>> = {
  'prompts/list': (_, shown) => listPrompts(shown),
  'prompts/get': ({ params }, shown) => getPrompt(params, shown),
};

/** Answers what is asked beside calls of tools. Rejects with a code of JSON-RPC. */
export async function answerOffer(request: OfferRequest): Promise<object> {
  const { method, guard, session } = request;
  const answer = Object.hasOwn(ANSWERS, method) ? ANSWERS[method] : undefined;
  if (answer === undefined) throw new WrongRequest(`there is no method ${method}`, ErrorCode.MethodNotFound);
  await guard.upToDate();
  return answer(request, shownIn(guard.list(session), guard.installs));
}

/** Which of the lists beside that of the tools are other ones, now that a caller is shown other tools. */
export function changedOffers(
  installs: readonly string[],
  { before, after }: { readonly before: Listing; readonly after: Listing },
): { readonly prompts: boolean } {
  const [old, now] = [shownIn(before, installs), shownIn(after, installs)];
  const isOther = (list: (shown: Shown) => object) => JSON.stringify(list(old)) !== JSON.stringify(list(now));
  return { prompts: isOther(listPrompts) };
}
