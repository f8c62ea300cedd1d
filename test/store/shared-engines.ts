import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { newFolder, removeFolder } from './folder.js';
import { describePostgres } from './postgres-engine.js';
import { PostgresServer } from './postgres-server.js';
import { meddleWithFile } from './sqlite-engines.js';

/** The location of a state of its own, which is not there yet. */
export type NewLocation = () => Promise<string>;

/** Runs SQL on a state behind the back of whoever has it open. */
export type Meddle = (location: string, sql: string) => Promise<unknown>;

/** A suite for every engine whose states several processes can share. */
export function onSharedEngines(
  suite: (newLocation: NewLocation, engine: 'SQLite' | 'PostgreSQL', meddle: Meddle) => void,
): void {
  describe('SQLite:', () => {
    let folder: string;
    let made = 0;
    beforeAll(() => {
      folder = newFolder();
    });
    afterAll(() => removeFolder(folder));
    suite(
      async () => {
        made += 1;
        return join(folder, `made-${made}`, 'state.db');
      },
      'SQLite',
      async (location, sql) => meddleWithFile(location, sql),
    );
  });
  describePostgres('PostgreSQL:', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await PostgresServer.start();
    }, 60_000);
    afterAll(() => server?.stop(), 60_000);
    suite(
      () => server.newState(),
      'PostgreSQL',
      (location, sql) => server.query(sql, location),
    );
  });
}
