import { ABSENT, type Ask, type Reads, type Wanted } from '../catalog/index.js';

const keyOf = (...question: Parameters<Ask>): string => JSON.stringify(question);

/** Puts each question once. */
export type AskOnce = Ask & {
  /** Whether a question was put already, so that it costs nothing any more. */
  wasAsked(...question: Parameters<Ask>): boolean;
};

/**
 * The reader of one call: the judge, the previews and whoever else shares it put each question to WHMCS once, and get the
 * same answer. After a write, what it may have changed must be asked through another one.
 */
export function askingOnce(ask: Ask): AskOnce {
  const answers = new Map<string, ReturnType<Ask>>();
  const askOnce: Ask = (action, params) => {
    const key = keyOf(action, params);
    const answer = answers.get(key) ?? ask(action, params);
    answers.set(key, answer);
    return answer;
  };
  return Object.assign(askOnce, {
    wasAsked: (...question: Parameters<Ask>) => answers.has(keyOf(...question)),
  });
}

export const isNotFound = (error: unknown) =>
  typeof error === 'object' && error !== null && 'kind' in error && error.kind === 'not_found';

/** The reads of one preview, which keep what could not be read. */
export function createReads(ask: Ask): Reads {
  const askOnce = askingOnce(ask);
  const unread = new Set<string>();
  const absent = new Map<string, Reads['absent'][number]>();

  async function find<T>({ action, params, pick }: Wanted<T>): Promise<T | typeof ABSENT | undefined> {
    try {
      return pick(await askOnce(action, params));
    } catch (error) {
      return isNotFound(error) ? ABSENT : undefined;
    }
  }

  return {
    async look(wanted) {
      const { kind, name } = wanted;
      const found = await find(wanted);
      if (found !== undefined && found !== ABSENT) return found;
      if (found === ABSENT && kind !== undefined) absent.set(name, { kind, name });
      else unread.add(name);
      return undefined;
    },
    lack: (name) => void unread.add(name),
    get unread() {
      return [...unread];
    },
    get absent() {
      return [...absent.values()];
    },
  };
}
