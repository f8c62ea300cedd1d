import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestId } from '@modelcontextprotocol/sdk/types.js';
import type { jsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/types.js';
import type { FormAnswer, Person } from '../guard/index.js';

const FORM = {
  type: 'object' as const,
  properties: {
    decision: {
      type: 'string' as const,
      title: 'Decision',
      description: 'Approve only what you have read and want to happen.',
      enum: ['deny', 'approve'],
      enumNames: ['Deny', 'Approve'],
    },
  },
  required: ['decision'],
};

const isDecision = (content: unknown) =>
  typeof content === 'object' &&
  content !== null &&
  'decision' in content &&
  FORM.properties.decision.enum.some((one) => one === content.decision);

/** Checks answers to the one form that there is: a validator of all that JSON Schema can say is most of what the SDK loads. */
export const formValidator: jsonSchemaValidator = {
  getValidator:
    <T>() =>
    (content: unknown) =>
      isDecision(content)
        ? { valid: true, data: content as T, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: 'data/decision must be one of the choices' },
};

/**
 * The person at the client, reached by elicitation (MCP specification, Client features) as far as the client has it.
 *
 * @param call the call that the person is asked about: what they are asked goes where its answer goes
 */
export function personAt(server: Server, call: RequestId): Person {
  async function form(text: string, { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number }) {
    const answer = await server.elicitInput(
      { mode: 'form', message: text, requestedSchema: FORM },
      // Timers beyond 24.8 days would fire at once; approvals last a week at most.
      { signal, timeout: timeoutMs, relatedRequestId: call },
    );
    return answerOf(answer.action, answer.content?.decision);
  }

  async function offerPage(page: { url: string; text: string; id: string; signal: AbortSignal }) {
    const { url, text, id, signal } = page;
    await server.elicitInput(
      { mode: 'url', message: text, url, elicitationId: id },
      { signal, relatedRequestId: call },
    );
  }

  const can = server.getClientCapabilities()?.elicitation;
  if (can === undefined) return {};
  // An empty object means forms: clients from before URL mode say it so.
  const forms = can.form !== undefined || can.url === undefined;
  return { ...(forms && { form }), ...(can.url !== undefined && { offerPage }) };
}

/** A yes is an accepted form with `approve` in it, and nothing else. */
function answerOf(action: string, decision: unknown): FormAnswer {
  if (action === 'decline') return 'deny';
  if (action !== 'accept') return 'nothing';
  if (decision === 'approve') return 'approve';
  return decision === 'deny' ? 'deny' : 'nothing';
}
