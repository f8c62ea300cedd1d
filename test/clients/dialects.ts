export type Json = Readonly<Record<string, unknown>>;

/** A call that the model makes, under the name that the client gave the tool. */
export interface ModelCall {
  readonly id: string;
  readonly name: string;
  readonly args: Json;
}

/** How one provider's interface says what a model is offered, is given and answers. */
export interface Dialect {
  /** Requests that ask the model for its next turn. */
  readonly path: RegExp;
  streams(url: string, body: Json): boolean;
  /** Names of the tools that it is offered. */
  tools(body: Json): string[];
  /** What it is given for the calls that it has made, in their order. */
  results(body: Json): string[];
  /** Its next turn: a call, or the end. */
  answer(call: ModelCall | undefined, streams: boolean): string;
  /** What every other request is answered. */
  other(url: string): Json;
}

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const events = (list: readonly Json[], named: boolean) =>
  list.map((data) => `${named ? `event: ${data.type}\n` : ''}data: ${JSON.stringify(data)}\n\n`).join('');

const DONE = 'done';

function anthropicMessage(call: ModelCall | undefined): Json {
  const content =
    call === undefined
      ? { type: 'text', text: DONE }
      : { type: 'tool_use', id: call.id, name: call.name, input: call.args };
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [content],
    stop_reason: call === undefined ? 'end_turn' : 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 1 },
  };
}

export const anthropic: Dialect = {
  path: /\/v1\/messages(\?|$)/,
  streams: (_url, body) => body.stream === true,
  tools: (body) => listOf(body.tools).map(({ name }) => String(name)),
  results: (body) =>
    listOf(body.messages)
      .flatMap(({ content }) => listOf(content))
      .filter(({ type }) => type === 'tool_result')
      .map(({ content }) => textOf(content)),
  answer(call, streams) {
    const message = anthropicMessage(call);
    if (!streams) return JSON.stringify(message);
    const [content] = listOf(message.content);
    const start = call === undefined ? { type: 'text', text: '' } : { ...content, input: {} };
    const delta =
      call === undefined
        ? { type: 'text_delta', text: DONE }
        : { type: 'input_json_delta', partial_json: JSON.stringify(call.args) };
    const { stop_reason, usage } = message;
    return events(
      [
        { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
        { type: 'content_block_start', index: 0, content_block: start },
        { type: 'content_block_delta', index: 0, delta },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
        { type: 'message_stop' },
      ],
      true,
    );
  },
  other: (url) => (url.includes('count_tokens') ? { input_tokens: 1 } : {}),
};

export const openaiResponses: Dialect = {
  path: /\/responses(\?|$)/,
  streams: () => true,
  // A server's tools may stand in a namespace, which a call then names beside the tool: here, in front of a blank.
  tools: (body) =>
    listOf(body.tools).flatMap(({ name, tools }) =>
      tools === undefined ? [String(name)] : listOf(tools).map((tool) => `${name} ${tool.name}`),
    ),
  results: (body) =>
    listOf(body.input)
      .filter(({ type }) => type === 'function_call_output')
      .map(({ output }) => textOf(output)),
  answer(call) {
    const [name, namespace] = (call?.name ?? '').split(' ').reverse();
    const item =
      call === undefined
        ? {
            type: 'message',
            id: 'item_1',
            role: 'assistant',
            content: [{ type: 'output_text', text: DONE, annotations: [] }],
          }
        : {
            type: 'function_call',
            id: `item_${call.id}`,
            call_id: call.id,
            name,
            ...(namespace === undefined ? {} : { namespace }),
            arguments: JSON.stringify(call.args),
          };
    const usage = {
      input_tokens: 1,
      input_tokens_details: null,
      output_tokens: 1,
      output_tokens_details: null,
      total_tokens: 2,
    };
    return events(
      [
        { type: 'response.created', response: { id: 'response_1' } },
        { type: 'response.output_item.done', output_index: 0, item },
        { type: 'response.completed', response: { id: 'response_1', usage } },
      ],
      true,
    );
  },
  other: () => ({ object: 'list', data: [], models: [] }),
};

export const openaiChat: Dialect = {
  path: /\/chat\/completions(\?|$)/,
  streams: (_url, body) => body.stream === true,
  tools: (body) => listOf(body.tools).map((tool) => String((tool.function as Json | undefined)?.name)),
  results: (body) =>
    listOf(body.messages)
      .filter(({ role }) => role === 'tool')
      .map(({ content }) => textOf(content)),
  answer(call, streams) {
    const message =
      call === undefined
        ? { role: 'assistant', content: DONE }
        : {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                index: 0,
                id: call.id,
                type: 'function',
                function: { name: call.name, arguments: JSON.stringify(call.args) },
              },
            ],
          };
    const finish = call === undefined ? 'stop' : 'tool_calls';
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    const head = { id: 'chat_1', created: 1, model: 'scripted', usage };
    if (!streams)
      return JSON.stringify({
        ...head,
        object: 'chat.completion',
        choices: [{ index: 0, message, finish_reason: finish }],
      });
    const chunk = (delta: Json, finish_reason: string | null): Json => ({
      ...head,
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta, finish_reason }],
    });
    return `${events([chunk(message, null), chunk({}, finish)], false)}data: [DONE]\n\n`;
  },
  other: () => ({ object: 'list', data: [] }),
};

export const gemini: Dialect = {
  path: /:(streamG|g)enerateContent/,
  streams: (url) => url.includes(':stream'),
  tools: (body) =>
    listOf(body.tools)
      .flatMap(({ functionDeclarations }) => listOf(functionDeclarations))
      .map(({ name }) => String(name)),
  results: (body) =>
    listOf(body.contents)
      .flatMap(({ parts }) => listOf(parts))
      .filter(({ functionResponse }) => functionResponse !== undefined)
      .map(({ functionResponse }) => textOf((functionResponse as Json).response)),
  answer(call, streams) {
    const part =
      call === undefined
        ? { text: DONE }
        : { functionCall: { id: call.id, name: call.name, args: call.args } };
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 };
    const reply = {
      candidates: [{ index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' }],
      usageMetadata,
    };
    return streams ? events([reply], false) : JSON.stringify(reply);
  },
  other: (url) => (url.includes('countTokens') ? { totalTokens: 1 } : {}),
};
