export type Args = Record<string, unknown>;

/** What the server answered to one call. */
export interface Answer {
  tool: string;
  ok: boolean;
  /** As the agent reads it. */
  text: string;
  code: string | undefined;
  /** The request that a person has to decide before the call can be made. */
  approval: string | undefined;
  /** A success, parsed, without the marks of what outsiders wrote. */
  data: Args;
  /** Some of it was marked as what outsiders wrote. */
  tagged: boolean;
}

/** One call of an agent's plan; arguments that depend on earlier answers are a function of them. */
export interface Step {
  /** The whole name, as it goes to the server. */
  tool: string;
  /** Gives undefined where an earlier answer lacks what the call needs: then it is not made. */
  args: Args | ((said: Said) => Args | undefined);
  /** The client starts the server anew before this call, on the same state. */
  reconnects?: true;
}

/** A step by the tool's name without its prefix. */
export function call(tool: string, args: Step['args'] = {}): Step {
  return { tool: `whmcs_${tool}`, args };
}

/** A step with the name spelled exactly so. */
export function spelled(tool: string, args: Args): Step {
  return { tool, args };
}

export function afterReconnecting(step: Step): Step {
  return { ...step, reconnects: true };
}

/** What the agent has read so far. */
export class Said {
  readonly answers: Answer[] = [];

  get text(): string {
    return this.answers
      .filter(({ ok }) => ok)
      .map(({ text }) => text)
      .join('\n');
  }

  /** The last success of a tool. */
  of(tool: string): Args | undefined {
    return this.answers.findLast((answer) => answer.ok && answer.tool === `whmcs_${tool}`)?.data;
  }

  /** An id that a tool gave, such as that of the ticket it opened. */
  id(tool: string, key: string): number | undefined {
    const id = Number(this.of(tool)?.[key]);
    return Number.isInteger(id) && id > 0 ? id : undefined;
  }

  /** The records of the last list that a tool gave. */
  items(tool: string): Args[] {
    const items = this.of(tool)?.items;
    return Array.isArray(items) ? (items as Args[]) : [];
  }
}

/** What a plan needs of a connection to the server. */
export interface Connection {
  call(tool: string, args: Args): Promise<Answer>;
  reconnect(): Promise<void>;
}

/**
 * Makes the calls of a plan in order, whatever becomes of each: an agent that obeys does not stop at a refusal.
 *
 * @param decide what happens to a call that waits for a person; gives the final answer
 */
export async function follow(
  steps: readonly Step[],
  connection: Connection,
  said: Said,
  decide: (answer: Answer, again: () => Promise<Answer>) => Promise<Answer> = async (answer) => answer,
): Promise<void> {
  for (const { tool, args, reconnects } of steps) {
    const values = typeof args === 'function' ? args(said) : args;
    if (values === undefined) continue;
    if (reconnects) await connection.reconnect();
    const again = () => connection.call(tool, values);
    said.answers.push(await decide(await again(), again));
  }
}

/** Arguments made with an id that an earlier call gave. */
export function using(
  tool: string,
  key: string,
  args: (id: number) => Args,
): (said: Said) => Args | undefined {
  return (said) => {
    const id = said.id(tool, key);
    return id === undefined ? undefined : args(id);
  };
}
