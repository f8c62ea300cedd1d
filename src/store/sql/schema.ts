import type { StoreFaultCode } from '../fault.js';
import type { Dialect, Tx } from './database.js';

/** Thrown for a state that must not be touched; the engine makes a StoreFault of it. */
export class UnusableState extends Error {
  override readonly name = 'UnusableState';
  readonly code: StoreFaultCode;

  constructor(code: StoreFaultCode) {
    super(code);
    this.code = code;
  }
}

/** The version a state is at: 0 for an empty one. One that holds anything else is refused untouched. */
export async function versionOf(tx: Tx, { tables, migrations }: Dialect): Promise<number> {
  const names = (await tx.all<{ name: string }>(tables)).map((row) => row.name);
  if (names.length === 0) return 0;
  if (!names.includes('schema_version')) throw new UnusableState('foreign');
  const row = await tx.first<{ version: bigint | null }>(
    'SELECT max(version) AS version FROM schema_version',
  );
  const version = Number(row?.version ?? 0n);
  if (version > migrations.length) throw new UnusableState('newer');
  return version;
}

/** Brings a state to this version, within a transaction that no other process can be in. */
export async function migrate(tx: Tx, dialect: Dialect): Promise<void> {
  const version = await versionOf(tx, dialect);
  if (version === 0) await tx.script('CREATE TABLE schema_version (version BIGINT PRIMARY KEY)');
  for (const [index, sql] of dialect.migrations.entries()) {
    if (index < version) continue;
    await tx.script(sql);
    await tx.run('INSERT INTO schema_version (version) VALUES (?)', index + 1);
  }
}
