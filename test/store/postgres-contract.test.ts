import { afterAll, beforeAll } from 'vitest';
import { storeContract } from './contract/index.js';
import { describePostgres, postgresOn } from './postgres-engine.js';
import { PostgresServer } from './postgres-server.js';

describePostgres('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  afterAll(() => server?.stop(), 60_000);

  storeContract(postgresOn(() => server));
});
