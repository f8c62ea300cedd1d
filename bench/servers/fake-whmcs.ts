import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clientList, clientPages, PAGE_SIZE } from './prepared-replies.js';

// A backend that costs as little as it can, in a process of its own: replies are bytes that were prepared, connections
// stay open. Its parent is told the port, and tells it how many milliseconds to take for an answer and how long a list is.

const OK = Buffer.from('{"result":"success"}');
let pages = clientPages();

function replyTo(form: string): Buffer {
  const action = /(?:^|&)action=(\w+)/.exec(form)?.[1];
  if (action !== 'GetClients') return OK;
  const offset = Number(/(?:^|&)limitstart=(\d+)/.exec(form)?.[1] ?? 0);
  return pages[Math.floor(offset / PAGE_SIZE) % pages.length] ?? OK;
}

let latencyMs = 0;

const server = createServer((request, response) => {
  let form = '';
  request.setEncoding('latin1');
  request.on('data', (chunk: string) => {
    form += chunk;
  });
  request.on('end', () => {
    const reply = replyTo(form);
    const send = () => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': reply.length });
      response.end(reply);
    };
    if (latencyMs === 0) send();
    else setTimeout(send, latencyMs);
  });
});
server.keepAliveTimeout = 600_000;

process.on('message', (message: { latencyMs?: number; rows?: number }) => {
  latencyMs = message.latencyMs ?? latencyMs;
  if (message.rows !== undefined) pages = [clientList(0, message.rows, message.rows)];
  process.send?.('set');
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
