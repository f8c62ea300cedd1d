export interface Listed {
  items: unknown[];
  offset: number;
  next_offset: number | null;
  note?: unknown;
}

/** Whether a result is a page of a list. */
export function isListed(value: unknown): value is Listed & Record<string, unknown> {
  const { items, offset } = (value ?? {}) as Partial<Listed>;
  return Array.isArray(items) && typeof offset === 'number';
}
