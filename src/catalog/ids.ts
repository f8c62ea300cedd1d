/** An id or a count, which WHMCS writes as a number here and as text there. */
export function idOf(value: unknown): number | undefined {
  const isOne = typeof value === 'number' || typeof value === 'string';
  return isOne && /^\d{1,15}$/.test(String(value)) ? Number(value) : undefined;
}
