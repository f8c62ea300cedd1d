import { type Place, type RealClient, STEPS, type Step, type Transcript } from './scenario.js';

const NAMED = { name: 'test-of-clients', version: '1.0.0' };

type Call = (tool: string, args: Step['args']) => Promise<unknown>;

const asRead = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));

/** Makes each call in turn. What a client throws is what its model reads, as far as its host passes it on. */
async function played(call: Call): Promise<string[]> {
  const read: string[] = [];
  for (const { tool, args } of STEPS)
    read.push(
      await call(tool, args).then(
        asRead,
        (error: unknown) => `thrown: ${error instanceof Error ? error.message : error}`,
      ),
    );
  return read;
}

const parameters = ({ server }: Place) => ({ ...server, stderr: 'ignore' });

/** The SDKs hand their host the whole answer; what its model reads of it, the host decides. */
async function withSdk(at: Place, client: string, stdio: string): Promise<Transcript> {
  const { Client } = await at.load(client);
  const { StdioClientTransport } = await at.load(stdio);
  const mcp = new Client(NAMED);
  await mcp.connect(new StdioClientTransport(parameters(at)));
  try {
    const { tools } = await mcp.listTools();
    return {
      tools: tools.length,
      read: await played((name, args) => mcp.callTool({ name, arguments: args })),
    };
  } finally {
    await mcp.close();
  }
}

const sdk1: RealClient = {
  name: 'MCP SDK 1',
  packages: ['@modelcontextprotocol/sdk'],
  play: (at) =>
    withSdk(at, '@modelcontextprotocol/sdk/client/index.js', '@modelcontextprotocol/sdk/client/stdio.js'),
};

const sdk2: RealClient = {
  name: 'MCP SDK 2',
  packages: ['@modelcontextprotocol/client'],
  play: (at) => withSdk(at, '@modelcontextprotocol/client', '@modelcontextprotocol/client/stdio'),
};

/** A model for the AI SDK that makes the calls of the steps and keeps what it is given for them. */
function aiSdkModel(read: string[]) {
  const usage = { inputTokens: { total: 1 }, outputTokens: { total: 1 } };
  return {
    specificationVersion: 'v3',
    provider: 'scripted',
    modelId: 'scripted',
    supportedUrls: {},
    async doGenerate({ prompt }: { prompt: { role: string; content: unknown }[] }) {
      const last = prompt.at(-1);
      if (last?.role === 'tool') read.push(asRead(last.content));
      const step = STEPS[read.length];
      const content =
        step === undefined
          ? [{ type: 'text', text: 'done' }]
          : [
              {
                type: 'tool-call',
                toolCallId: `call-${read.length}`,
                toolName: step.tool,
                input: JSON.stringify(step.args),
              },
            ];
      const finishReason = step === undefined ? 'stop' : 'tool-calls';
      return { content, finishReason: { unified: finishReason, raw: finishReason }, usage, warnings: [] };
    },
  };
}

const aiSdk: RealClient = {
  name: 'AI SDK',
  packages: ['@ai-sdk/mcp', 'ai'],
  async play(at) {
    const { createMCPClient } = await at.load('@ai-sdk/mcp');
    const { Experimental_StdioMCPTransport: Stdio } = await at.load('@ai-sdk/mcp/mcp-stdio');
    const { generateText, stepCountIs } = await at.load('ai');
    const client = await createMCPClient({ transport: new Stdio(parameters(at)) });
    try {
      const tools = await client.tools();
      const read: string[] = [];
      const stopWhen = stepCountIs(STEPS.length + 1);
      await generateText({ model: aiSdkModel(read), tools, prompt: 'Begin.', stopWhen });
      return { tools: Object.keys(tools).length, read };
    } finally {
      await client.close();
    }
  },
};

const openaiAgents: RealClient = {
  name: 'OpenAI Agents',
  packages: ['@openai/agents'],
  async play(at) {
    const { Agent, MCPServerStdio, run, setTracingDisabled, Usage } = await at.load('@openai/agents');
    setTracingDisabled(true);
    const read: string[] = [];
    let listed = 0;
    const model = {
      async getResponse({ input, tools }: { input: unknown; tools: unknown[] }) {
        listed = tools.length;
        const last = Array.isArray(input) ? input.at(-1) : undefined;
        if (last?.type === 'function_call_result') read.push(asRead(last.output));
        const step = STEPS[read.length];
        const output =
          step === undefined
            ? {
                type: 'message',
                role: 'assistant',
                status: 'completed',
                content: [{ type: 'output_text', text: 'done' }],
              }
            : {
                type: 'function_call',
                callId: `call-${read.length}`,
                name: step.tool,
                arguments: JSON.stringify(step.args),
                status: 'completed',
              };
        return { usage: new Usage(), output: [output] };
      },
      getStreamedResponse() {
        throw new Error('Nothing here streams.');
      },
    };
    const server = new MCPServerStdio({ name: 'whmcs', ...parameters(at) });
    await server.connect();
    try {
      const agent = new Agent({ name: 'test', instructions: 'Begin.', model, mcpServers: [server] });
      await run(agent, 'Begin.', { maxTurns: STEPS.length + 1 });
      return { tools: listed, read };
    } finally {
      await server.close();
    }
  },
};

const langchain: RealClient = {
  name: 'LangChain',
  packages: ['@langchain/mcp-adapters', '@langchain/core'],
  async play(at) {
    const { MultiServerMCPClient } = await at.load('@langchain/mcp-adapters');
    const client = new MultiServerMCPClient({
      mcpServers: { whmcs: { transport: 'stdio', ...parameters(at) } },
    });
    try {
      const tools: { name: string; invoke(call: object): Promise<{ content: unknown }> }[] =
        await client.getTools();
      const read = await played(async (name, args) => {
        const tool = tools.find((one) => one.name === name);
        return (await tool?.invoke({ name, args, id: 'call', type: 'tool_call' }))?.content;
      });
      return { tools: tools.length, read };
    } finally {
      await client.close();
    }
  },
};

export const LIBRARIES: readonly RealClient[] = [sdk1, sdk2, aiSdk, openaiAgents, langchain];
