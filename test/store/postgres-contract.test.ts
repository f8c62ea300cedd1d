import { storeContract } from './contract/index.js';
import { describePostgres, postgresOn, serverForSuite } from './postgres-engine.js';

describePostgres('PostgreSQL', () => {
  const server = serverForSuite();

  storeContract(postgresOn(server));
});
