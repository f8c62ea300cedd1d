import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { listResources, listTemplates } from '../../resources/index.js';
import { complete, KnownIds } from './completion.js';
import { pageOf } from './paging.js';
import { getPrompt, listPrompts } from './prompts.js';
import type { OfferRequest } from './request.js';
import { readResource } from './resources.js';
import { type Listing, type Shown, shownIn } from './shown.js';
import { WrongRequest } from './wrong-request.js';

type Answer = (request: OfferRequest, shown: Shown, known: KnownIds) => object | Promise<object>;

const ANSWERS: Readonly<Record<string, Answer>> = {
  'prompts/list'({ params }, shown) {
    const { page: prompts, ...next } = pageOf(listPrompts(shown).prompts, params);
    return { prompts, ...next };
  },
  'prompts/get': ({ params }, shown) => getPrompt(params, shown),
  'resources/list'({ params }, shown) {
    const { page: resources, ...next } = pageOf(listResources(shown), params);
    return { resources, ...next };
  },
  'resources/templates/list'({ params }, shown) {
    const { page: resourceTemplates, ...next } = pageOf(listTemplates(shown), params);
    return { resourceTemplates, ...next };
  },
  'resources/read': readResource,
  'completion/complete': complete,
};

/** Answers what one session asks for beside tools. Rejects with a code of JSON-RPC. */
export function openOffers(): (request: OfferRequest) => Promise<object> {
  const known = new KnownIds();
  return async (request) => {
    const { method, guard, session } = request;
    const answer = Object.hasOwn(ANSWERS, method) ? ANSWERS[method] : undefined;
    if (answer === undefined)
      throw new WrongRequest(`there is no method ${method}`, ErrorCode.MethodNotFound);
    await guard.upToDate();
    return answer(request, shownIn(guard.list(session), guard.installs), known);
  };
}

/** Which of the lists beside that of the tools are other ones, now that a caller is shown other tools. */
export function changedOffers(
  installs: readonly string[],
  { before, after }: { readonly before: Listing; readonly after: Listing },
): { readonly prompts: boolean; readonly resources: boolean } {
  const [old, now] = [shownIn(before, installs), shownIn(after, installs)];
  const isOther = (list: (shown: Shown) => object) => JSON.stringify(list(old)) !== JSON.stringify(list(now));
  return { prompts: isOther(listPrompts), resources: isOther(listResources) || isOther(listTemplates) };
}
