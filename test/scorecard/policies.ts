import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Policy {
  readonly name: string;
  /** Path of the file that the server is started with. */
  readonly file: string;
}

export const SHIPPED = ['default', 'support', 'billing', 'full', 'read-only'] as const;

/** Everything is allowed, twice as well as once. */
const NO_GUARD = {
  version: '1',
  default: 'allow',
  classes: Object.fromEntries(
    ['write', 'execute', 'financial', 'destructive'].map((name) => [name, { repeat_after: 0 }]),
  ),
};
export const NO_GUARD_NAME = 'no guard';

const ALL_WEEK = {
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  from: '00:00',
  to: '24:00',
};

/**
 * The shipped policies and none at all. Their schedules hold all week, so that a card of a Sunday says the same as
 * one of a Monday, and no attack fails for having come at night.
 */
export function policiesOf(names: readonly string[]): { policies: Policy[]; close(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'scorecard-policies-'));
  const written = (name: string, source: unknown): Policy => {
    const file = join(folder, `${name.replace(/\W/g, '-')}.json`);
    writeFileSync(file, JSON.stringify(source));
    return { name, file };
  };
  const policies = names.map((name) => {
    if (name === NO_GUARD_NAME) return written(name, NO_GUARD);
    const { $schema: _, ...shipped } = JSON.parse(
      readFileSync(join(process.cwd(), 'policies', `${name}.json`), 'utf8'),
    );
    const schedules = Object.keys(shipped.schedules ?? {}).map((key) => [key, ALL_WEEK] as const);
    return written(name, {
      ...shipped,
      ...(schedules.length === 0 ? {} : { schedules: Object.fromEntries(schedules) }),
    });
  });
  return { policies, close: () => rmSync(folder, { recursive: true, force: true }) };
}
