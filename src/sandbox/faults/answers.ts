import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Reply } from '../call.js';
import { toPhpJson, toXml } from '../reply.js';
import { type AfterKind, type BeforeKind, type Fault, reshape } from './faults.js';

/** What `oversized` sends in all, and the piece it repeats. */
const OVERSIZE_PIECES = 512;
const OVERSIZE_PIECE = 'x'.repeat(65_536);
/** Bytes that `slow-drip` sends at a time, and its pause unless the fault says otherwise. */
const DRIP_BYTES = 16;
const DRIP_PAUSE_MS = 50;

export function sendHtml(response: ServerResponse, status: number, title: string, text = title): void {
  const page = `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><p>${text}</p></body></html>\n`;
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}

export function sendReply(
  response: ServerResponse,
  status: number,
  responseType: string,
  action: string,
  reply: Reply,
) {
  const type = responseType.toLowerCase();
  if (type === 'xml') {
    response.writeHead(status, { 'content-type': 'application/xml' }).end(toXml(action, reply));
  } else if (type === 'nvp') {
    const pairs = Object.entries(reply).map(
      ([key, value]) => `${key}=${typeof value === 'object' ? '' : value};`,
    );
    response.writeHead(status, { 'content-type': 'text/plain' }).end(pairs.join(''));
  } else {
    response.writeHead(status, { 'content-type': 'application/json' }).end(toPhpJson(reply));
  }
}

/** The answers of a WHMCS, or of something in front of it, that never came to act. */
export function sendBefore(response: ServerResponse, kind: BeforeKind, remote: string): void {
  const json = { 'content-type': 'application/json' };
  switch (kind) {
    case '503':
      response.setHeader('retry-after', '1');
      sendHtml(response, 503, '503 Service Unavailable');
      return;
    case '429':
      response.setHeader('retry-after', '1');
      sendHtml(response, 429, '429 Too Many Requests');
      return;
    case 'html':
      sendHtml(response, 200, 'Down for Maintenance', 'We are currently performing maintenance.');
      return;
    case 'empty':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end();
      return;
    case 'redirect':
      // 307 repeats the body, so a client that follows would hand its credentials on.
      response.writeHead(307, { location: '/moved/includes/api.php' }).end();
      return;
    case '401':
      response.writeHead(401, json).end(toPhpJson({ result: 'error', message: 'Authentication Failed' }));
      return;
    case '403-json':
      response.writeHead(403, json).end(toPhpJson({ result: 'error', message: `Invalid IP ${remote}` }));
      return;
    case '403-html':
      sendHtml(response, 403, '403 Forbidden', 'Request blocked by the web application firewall.');
      return;
    case 'error-before':
      response.writeHead(200, json).end(toPhpJson(errorOf('cURL error 7: Could not connect to the server')));
      return;
    case 'reset-before':
      response.socket?.resetAndDestroy();
      return;
    case 'hang':
      return;
  }
}

const errorOf = (message: string): Reply => ({ result: 'error', message });

/** The answers that hide an effect which took place. */
export function sendAfter(response: ServerResponse, kind: AfterKind): void {
  const json = { 'content-type': 'application/json' };
  switch (kind) {
    case 'error-after':
      response.writeHead(200, json).end(toPhpJson(errorOf('cURL error 28: Operation timed out')));
      return;
    case 'gateway-error':
      response.writeHead(504, json).end(toPhpJson(errorOf('upstream request timeout')));
      return;
    case 'status-error':
      response.writeHead(200, json).end(toPhpJson({ status: 'error', message: 'upstream request timeout' }));
      return;
    case '500-after':
      sendHtml(
        response,
        500,
        'Oops!',
        'Laminas\\HttpHandlerRunner\\Exception\\EmitterException: Output has been emitted previously; cannot emit response',
      );
      return;
    case 'html-after':
      sendHtml(response, 200, 'Oops!', 'Something went wrong and we could not process your request.');
      return;
    case 'reset-after':
      response.socket?.resetAndDestroy();
      return;
  }
}

/** The right reply, spoiled the way the fault says. */
export async function sendSpoiled(
  response: ServerResponse,
  fault: Fault,
  action: string,
  reply: Reply,
): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const text = toPhpJson(reshape(fault.kind, reply));
  switch (fault.kind) {
    case 'truncated':
      response.writeHead(200, json).end(text.slice(0, Math.floor(text.length / 2)));
      return;
    case 'php-warning':
      response
        .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
        .end(
          `<br />\n<b>Warning</b>:  Undefined variable $x in <b>hooks.php</b> on line <b>7</b><br />\n${text}`,
        );
      return;
    case 'xml':
      sendReply(response, 200, 'xml', action, reply);
      return;
    case 'success-500':
      response.writeHead(500, json).end(text);
      return;
    case 'key-twice':
      response.writeHead(200, json).end(text.replace('{', '{"result":"success","result":"success",'));
      return;
    case 'latin1':
      response.writeHead(200, json).end(Buffer.from(inLatin1(reply), 'latin1'));
      return;
    case 'latin1-declared':
      response
        .writeHead(200, { 'content-type': 'application/json; charset=iso-8859-1' })
        .end(Buffer.from(inLatin1(reply), 'latin1'));
      return;
    case 'utf-16':
      response.writeHead(200, json).end(Buffer.from(`\uFEFF${text}`, 'utf16le'));
      return;
    case 'slow-drip':
      response.writeHead(200, json);
      for (let at = 0; at < text.length && !response.destroyed; at += DRIP_BYTES) {
        response.write(text.slice(at, at + DRIP_BYTES));
        await wait(fault.ms ?? DRIP_PAUSE_MS, undefined, { ref: false });
      }
      response.end();
      return;
    case 'oversized':
      response.writeHead(200, json).write(`{"result":"success","padding":"`);
      for (let piece = 0; piece < OVERSIZE_PIECES && !response.destroyed; piece += 1) {
        if (!response.write(OVERSIZE_PIECE)) await drained(response);
      }
      response.end('"}');
      return;
    default:
      response.writeHead(200, json).end(text);
  }
}

/** JSON with one text that is not ASCII at least; what latin 1 has no byte for stays escaped. */
const inLatin1 = (reply: Reply): string =>
  JSON.stringify({ ...reply, charset: 'größer als ASCII' }).replace(
    /[\u0100-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** Room to write again, or the end of the connection, whichever comes first. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
