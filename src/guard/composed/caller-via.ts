import type { Caller } from '../session.js';

const known = new WeakMap<Caller, Map<string, Caller>>();

/** The same caller by way of a composed tool. The same object each time: decisions are remembered by caller. */
export function callerVia(caller: Caller, tool: string): Caller {
  const byTool = known.get(caller) ?? new Map<string, Caller>();
  known.set(caller, byTool);
  const via = byTool.get(tool) ?? { ...caller, via: tool };
  byTool.set(tool, via);
  return via;
}
