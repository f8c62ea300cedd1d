import type { Redact } from '../../src/terms.js';
import { callingTools } from '../every-tool.js';
import { sampleReplies } from '../recorder.js';

export const SHOW: Redact = {
  contact: 'show',
  address: 'show',
  tax: 'show',
  payment: 'show',
  network: 'show',
  staff: 'show',
};

export interface Sample {
  tool: string;
  action: string;
  result: Record<string, unknown>;
}

/** The vendor's sample replies in the shape that results have when they are presented. */
export const samples: Sample[] = [...callingTools().values()].map(({ name, action, project }) => {
  const reply = action === 'DeleteQuote' ? { result: 'success' } : (sampleReplies[action] ?? {});
  return { tool: name, action, result: project(reply, {}, {}) };
});

/** Every text in a value, with the names that lead to it. */
export function textsOf(
  value: unknown,
  path: readonly string[] = [],
): { path: readonly string[]; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => textsOf(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, [...path, key]));
}
