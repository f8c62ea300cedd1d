import { afterAll, beforeAll, describe } from 'vitest';
import { openStore } from '../../src/store/index.js';
import type { Engine, TestState } from './contract/engine.js';
import { NO_POSTGRES, PostgresServer } from './postgres-server.js';

/** The engine on a server that is started before its first state is asked for. */
export function postgresOn(server: () => PostgresServer) {
  return {
    name: 'PostgreSQL',
    isShared: true,
    lawRuns: 12,
    async newState() {
      const url = await server().newState();
      return {
        url,
        open: (ports) => openStore(url, ports),
        meddle: (sql) => server().query(sql, url),
        clear: async () => undefined,
      } satisfies TestState & { url: string };
    },
  } satisfies Engine;
}

/** `describe`, where a server can be started. Without one it is skipped, and fails where CI is set. */
export function describePostgres(
  name: string,
  ...suite: [suite: () => void] | [options: { timeout: number }, suite: () => void]
): void {
  const [options, tests] = suite.length === 1 ? [{}, suite[0]] : suite;
  if (NO_POSTGRES === undefined || process.env.CI) describe(name, options, tests);
  else describe.skip(`${name} (${NO_POSTGRES})`, options, tests);
}

/** A server that runs while the tests of a suite do. Ask for it within a test or a hook, not before. */
export function serverForSuite(): () => PostgresServer {
  let server: PostgresServer | undefined;
  beforeAll(async () => {
    server = await PostgresServer.start();
  }, 60_000);
  afterAll(() => server?.stop(), 60_000);
  return () => {
    if (server === undefined) throw new Error('PostgreSQL has not been started yet.');
    return server;
  };
}
