import { join } from 'node:path';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { onTestFinished } from 'vitest';
import type { App, Ports } from '../../src/app.js';
import { readConfig } from '../../src/config/index.js';
import { type Caller, LOCAL_CALLER, sessionFor } from '../../src/guard/index.js';
import { buildSeveral, type Install } from '../../src/installs/index.js';
import { serveMcp } from '../../src/mcp/index.js';
import { type Agent, ALLOW_ALL, connect, policyFile, temporaryFolder } from '../harness.js';

/** One of several WHMCS of a test. */
export interface Place {
  readonly name: string;
  readonly url: string;
  readonly policy?: object | 'state';
  readonly secret?: string;
}

const credentialsOf = ({ name, secret = `secret of ${name}` }: Place) => ({
  identifier: `identifier of ${name}`,
  secret,
});

export interface Several {
  readonly app: App;
  agentOf(caller?: Caller): Promise<Agent>;
}

/** The program in this process, at work on several WHMCS over one state. */
export function openSeveral(
  places: readonly Place[],
  env: Record<string, string> = {},
  observer?: Ports['observer'],
): Several {
  const settings = {
    GUARD_STATE: join(temporaryFolder(), 'state.db'),
    GUARD_APPROVAL_WAIT: '0',
    WHMCS_RATE: '0',
    WHMCS_TIMEZONE: 'UTC',
    WHMCS_MEMORY_S: '0',
    WHMCS_STAFF_USERNAME: 'agent',
    ...env,
  };
  const installs = places.map((place): Install => {
    const { name, url, policy = ALLOW_ALL } = place;
    const install = {
      name,
      url,
      credentials: credentialsOf(place),
      policy: policy === 'state' ? policy : policyFile(policy),
    };
    const read = readConfig(settings, { destructiveTools: [], state: 'memory', install });
    if ('problems' in read) throw new Error(JSON.stringify(read.problems));
    return { name, config: read.config };
  });
  const [first, ...others] = installs;
  if (first === undefined) throw new Error('no WHMCS is named');
  const app = buildSeveral([first, ...others], { log: () => {}, ...(observer && { observer }) });
  onTestFinished(() => app.close());
  return {
    app,
    async agentOf(caller = LOCAL_CALLER) {
      const [near, far] = InMemoryTransport.createLinkedPair();
      const options = { guard: app.guard, version: '0.0.0', log: () => {} };
      const server = await serveMcp(sessionFor(caller), far, options);
      const agent = await connect(near, () => '');
      onTestFinished(async () => {
        await agent.client.close();
        await server.close();
      });
      return agent;
    },
  };
}
