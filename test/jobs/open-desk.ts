import { join } from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import type { App } from '../../src/app.js';
import { shownOf } from '../../src/approvals/index.js';
import { LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import {
  type Agent,
  type Answer,
  credentialsFor,
  openProgram,
  sandboxed,
  temporaryFolder,
} from '../harness.js';

export type Args = Record<string, unknown>;

/** What a person was shown, as one text. */
export interface Shown {
  readonly title: string;
  readonly text: string;
}

export interface Desk {
  readonly sandbox: Awaited<ReturnType<typeof sandboxed>>;
  readonly asked: Shown[];
  /** Makes the call, with a person who says yes where the policy asks one; its answer. */
  work(tool: string, args: Args): Promise<Args>;
  /** Prints what the job took: its calls, and the tokens of what was sent and answered. */
  tell(job: string): void;
  /** Makes the call, and says yes to nothing. */
  agent: Agent;
  app: App;
}

/** The shipped policy `full`, with these extra sets switched on. */
export async function openDesk(toolsets = 'desk'): Promise<Desk> {
  const sandbox = await sandboxed();
  const { app, connectAs } = openProgram({
    ...credentialsFor(sandbox),
    GUARD_TOOLSETS: toolsets,
    GUARD_POLICY: join(process.cwd(), 'policies', 'full.json'),
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
  });
  const agent = await connectAs(sessionFor(LOCAL_CALLER));
  const asked: Shown[] = [];
  let [calls, tokens] = [0, 0];
  async function made(tool: string, args: Args): Promise<Answer> {
    const answer = await agent.call(tool, args);
    calls += 1;
    tokens += encode(JSON.stringify({ tool, args })).length + encode(answer.text).length;
    return answer;
  }
  async function work(tool: string, args: Args): Promise<Args> {
    let answer = await made(tool, args);
    if (answer.code === 'approval_required') {
      const id = String(answer.details.approval);
      const request = await app.approvals.get(id);
      if (request === undefined) throw new Error('nobody was asked');
      const { title, sentences } = shownOf(request).preview;
      asked.push({ title, text: sentences.join(' ') });
      await app.approvals.vote(id, { who: 'ada', channel: 'cli', yes: true, reason: 'fine' });
      answer = await made(tool, args);
    }
    if (answer.isError) throw new Error(`${tool}: ${answer.text}`);
    return answer.data as Args;
  }
  const tell = (job: string) =>
    void process.stdout.write(
      `${job}: ${calls} calls, ${tokens} tokens, a person asked ${asked.length} times\n`,
    );
  return { sandbox, asked, work, tell, agent, app };
}

export const the = <T>(found: T | undefined): T => {
  if (found === undefined) throw new Error('there is none');
  return found;
};
