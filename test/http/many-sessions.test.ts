import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { memoryMiBOf } from '../../bench/processes.js';
import { until } from '../harness.js';
import { run } from '../program.js';
import { INITIALIZE, PING, POST_HEADERS } from './messages.js';
import { ask, rawRequest } from './raw.js';

// Takes its time: it opens ten thousand sessions.

const AT_ONCE = 250;
const LANES = 4;
const ROUNDS = 10;
/** What ten thousand sessions hold that are all kept, in MiB, is some 110. */
const MOST_MIB = 80;

const sessionsIn = (text: string) => [...text.matchAll(/^mcp-session-id: (\S+)\r$/gim)].map(([, id]) => id);

/** Opens sessions on one connection, and resolves to their ids. */
async function opener(port: number) {
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => void socket.destroy());
  const opening = rawRequest(port, { headers: [...POST_HEADERS], body: INITIALIZE });
  return async (count: number) => {
    socket.write(opening.repeat(count));
    let text = '';
    while (sessionsIn(text).length < count || !text.endsWith('}'))
      text += String((await once(socket, 'data'))[0]);
    return sessionsIn(text);
  };
}

test.runIf(process.platform === 'linux')(
  'of ten thousand sessions that one caller opens as many stay as it may have, in memory that is bounded',
  async () => {
    const program = run(['--http', '--sandbox'], { MCP_HTTP_PORT: '0' });
    await until(() => /^MCP is served at/m.test(program.out()));
    const port = Number(/:(\d+)\/mcp/.exec(program.out())?.[1]);
    const lanes = await Promise.all(Array.from({ length: LANES }, () => opener(port)));
    const round = async () => (await Promise.all(lanes.map((open) => open(AT_ONCE)))).flat();
    // The first ones are what code costs that was not run before.
    const [first] = await round();
    const before = memoryMiBOf(program.child.pid ?? 0);
    for (let count = 1; count < ROUNDS; count += 1) await round();
    const after = memoryMiBOf(program.child.pid ?? 0);
    process.stdout.write(
      `10,000 sessions: ${before.toFixed(0)} MiB after the first thousand, ${after.toFixed(0)} after all\n`,
    );
    expect(after - before).toBeLessThan(MOST_MIB);
    const ping = async (session = '') =>
      (await ask(port, { headers: [...POST_HEADERS, `Mcp-Session-Id: ${session}`], body: PING })).status;
    expect(await ping(first)).toBe(404);
    // Lanes open theirs side by side: only one that is opened by itself is surely the latest.
    const [latest] = (await lanes[0]?.(1)) ?? [];
    expect(await ping(latest)).toBe(200);
  },
  120_000,
);
