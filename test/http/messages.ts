/** Messages as a client sends them. */
export const POST_HEADERS = [
  'Content-Type: application/json',
  'Accept: application/json, text/event-stream',
] as const;

export const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
});

export const PING = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });

export const callOf = (name: string, args: object = {}, id: number | string = 7) =>
  JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args } });
