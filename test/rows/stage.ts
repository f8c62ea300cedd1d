import { onTestFinished } from 'vitest';
import {
  type Body,
  type CallOf,
  type Finding,
  type Installation,
  kindOf,
  type SideRead,
  type Tool,
} from '../../src/catalog/index.js';
import { SANDBOX_NOW, type Sandbox, startSandbox } from '../../src/sandbox/index.js';
import { openWhmcs, WhmcsFault } from '../../src/whmcs/index.js';
import { callingTools } from '../every-tool.js';

export const catalog = callingTools();
export const writes = [...catalog.values()].filter((tool) => tool.risk !== 'read');

export function toolNamed(name: string): Tool {
  const tool = catalog.get(name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  return tool;
}

/** What a row says of one call, asked of a real WHMCS over HTTP, without the guard. */
export interface Stage {
  sandbox: Sandbox;
  /** Makes the call; its answer as callers see it. */
  make(call: CallOf): Promise<Body>;
  /** Reads back whether it was carried out; undefined where the row has nowhere to look. */
  lookUp(call: CallOf, prior?: Body): Promise<Finding | undefined>;
  /** What its look-up is compared with, as it is before the call. */
  prior(call: CallOf): Promise<Body | undefined>;
  /** What is kept before the call, as it comes back out of a journal. */
  keep(call: CallOf): Promise<Record<string, unknown>>;
}

const secretive = (text: string) => ({ reveal: () => text });

export async function staged(): Promise<Stage> {
  const sandbox = await startSandbox();
  const { identifier, secret } = sandbox.credentials;
  const { whmcs, clear, clearRead } = openWhmcs(
    {
      url: sandbox.url,
      allowHttp: true,
      credentials: { identifier: secretive(identifier), secret: secretive(secret) },
      concurrency: 4,
      ratePerSecond: 1000,
    },
    kindOf,
  );
  onTestFinished(async () => {
    await whmcs.close();
    await sandbox.close();
  });
  const installation: Installation = {
    dateFormat: 'DD/MM/YYYY',
    timezone: 'UTC',
    staff: sandbox.state.staff[0]?.username ?? '',
    now: () => SANDBOX_NOW,
    password: () => 'made-up-for-a-test',
  };
  const moment = { left: SANDBOX_NOW, now: SANDBOX_NOW, timezone: 'UTC' };

  const parsed = ({ tool, args }: CallOf) => {
    const result = toolNamed(tool).parse(args);
    if ('problems' in result) throw new Error(`${tool}: ${result.problems.join('; ')}`);
    return result.values;
  };
  const read = async (side: SideRead, args: Body) =>
    (await whmcs.send(clearRead({ action: side.action, params: side.params(args) }))).body;

  return {
    sandbox,
    async make(call) {
      const tool = toolNamed(call.tool);
      const values = parsed(call);
      const params = tool.encode(values, installation);
      const reply = await whmcs.send(
        clear({ action: tool.action, slow: false, params, promise: tool.promise }),
      );
      return tool.project(reply.body, values, {}) as Body;
    },
    async lookUp(call, prior) {
      const { readBack } = toolNamed(call.tool);
      const values = parsed(call);
      if (readBack === undefined || readBack.when?.(values) === false) return undefined;
      try {
        return readBack.tells(await read(readBack, values), values, { ...moment, prior });
      } catch (error) {
        if (!(error instanceof WhmcsFault) || error.kind !== 'not_found') throw error;
        return readBack.missing?.(values);
      }
    },
    async prior(call) {
      const { readBack } = toolNamed(call.tool);
      const values = parsed(call);
      if (readBack?.keep === undefined) return undefined;
      return JSON.parse(JSON.stringify(readBack.keep(await read(readBack, values), values) ?? {}));
    },
    async keep(call) {
      const { undo } = toolNamed(call.tool);
      const values = parsed(call);
      if (typeof undo !== 'object' || undo.before === undefined || undo.before.when?.(values) === false)
        return {};
      const kept = undo.before.keep(await read(undo.before, values), values) ?? {};
      return JSON.parse(JSON.stringify(kept));
    },
  };
}

/** The call that undoes another one. */
export function reversal(call: CallOf, kept: Record<string, unknown>, result: Body): CallOf | string {
  const { undo } = toolNamed(call.tool);
  if (undo === undefined) throw new Error(`${call.tool} says nothing of how it is undone`);
  return typeof undo === 'string' ? undo : undo.call(call.args, kept, result);
}

/** The record that fits, or a test that says there is none. */
export function the<T>(records: readonly T[], fits: (record: T) => boolean = () => true): T {
  const found = records.find(fits);
  if (found === undefined) throw new Error('the sandbox has no such record');
  return found;
}
