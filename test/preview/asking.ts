import type { Preview } from '../../src/approvals/index.js';
import type { Ask, Tool } from '../../src/catalog/index.js';
import { previewOf } from '../../src/guard/approval/preview.js';
import { SANDBOX_NOW, type Sandbox } from '../../src/sandbox/index.js';
import { encodeForm } from '../../src/whmcs/index.js';
import { callingTools } from '../every-tool.js';
import { post, signed } from '../sandbox/caller.js';

export const tools = callingTools();

/** What a refused read rejects with, as far as a preview looks. */
class Refused extends Error {
  constructor(readonly kind: 'not_found' | 'other') {
    super(kind);
  }
}

export interface Asked {
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Reads the sandbox over HTTP, and keeps what was asked. */
export function asking(sandbox: Sandbox): Ask & { readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const ask: Ask = async (action, params) => {
    asked.push({ action, params });
    const { text } = await post(sandbox, `${signed(action)}&${encodeForm(params)}`);
    const reply = JSON.parse(text) as Record<string, unknown>;
    if (reply.result === 'error') {
      throw new Refused(/not found/i.test(String(reply.message)) ? 'not_found' : 'other');
    }
    return reply;
  };
  return Object.assign(ask, { asked });
}

export function toolNamed(name: string): Tool {
  const tool = tools.get(name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool;
}

/** The preview of a call, its arguments parsed as the guard does. */
export async function previewed(
  sandbox: Sandbox,
  name: string,
  args: Record<string, unknown>,
  now = SANDBOX_NOW,
): Promise<Preview> {
  const tool = toolNamed(name);
  const parsed = tool.parse(args);
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return previewOf(tool, parsed.values, { ask: asking(sandbox), now: () => now });
}
