import type { Tool, Values } from '../../catalog/index.js';

const fileText = (data: string) => Buffer.from(data, 'base64').toString('utf8');

/** Whether a file holds more than plain text, which can't be looked through: a picture, an archive, another coding. */
const isOpaque = (data: string) => /[\0\uFFFD]/.test(fileText(data));

export const hasOpaqueFile = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.some((file: { data?: unknown } | null) => typeof file?.data === 'string' && isOpaque(file.data));

/** Every text in an argument, files as what stands in them. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  const { data, ...rest } = value as { data?: unknown };
  const file = typeof data === 'string' ? [fileText(data)] : [];
  return [...file, ...Object.entries(rest).flatMap(([name, inner]) => [name, ...textsIn(inner)])];
}

/** A text with the variables of its mail put in, since a value may stand in several of them. */
function filledIn(text: string, variables: unknown): string {
  const byName = new Map(Object.entries((variables ?? {}) as object));
  return text.replace(/\{\$(\w+)\}/g, (whole, name) => String(byName.get(name) ?? whole));
}

/** All that a call says to whom it reaches. */
export const saysIn = ({ tool, values }: { tool: Tool; values: Values }) =>
  tool.says
    .flatMap((name) => textsIn(values[name]))
    .flatMap((text) => (text.includes('{$') ? [text, filledIn(text, values.customvars)] : [text]));
