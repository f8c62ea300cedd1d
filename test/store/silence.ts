import { connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** The way to a server, which can drop all that is sent on it, as a network does that has lost it without a word. */
export interface Way {
  readonly port: number;
  /** Attempts to connect since it fell silent. */
  attempts(): number;
  /** The most of them that were open at a time. */
  mostAtOnce(): number;
  fallSilent(): void;
  /** Those who were waiting are sent away; others reach the server again. */
  speak(): void;
}

/** What a server sends, without its notifications: as by a pooler that has given the connection to somebody else. */
function unnotified(pass: (message: Buffer) => void): (bytes: Buffer) => void {
  let left = Buffer.alloc(0);
  return (bytes) => {
    left = Buffer.concat([left, bytes]);
    // A letter, then the length of all that follows the letter.
    while (left.length >= 5 && left.length > left.readUInt32BE(1)) {
      const end = 1 + left.readUInt32BE(1);
      if (left.toString('latin1', 0, 1) !== 'A') pass(left.subarray(0, end));
      left = left.subarray(end);
    }
  };
}

/** @param target the path of the server's socket */
export async function wayTo(target: string, { notifies = true } = {}): Promise<Way> {
  const sockets = new Set<Socket>();
  const unanswered = new Set<Socket>();
  let isSilent = false;
  let [attempts, most] = [0, 0];
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (isSilent) {
      attempts += 1;
      unanswered.add(near.resume().on('close', () => unanswered.delete(near)));
      most = Math.max(most, unanswered.size);
      return;
    }
    const far = connect(target);
    keep(far);
    near.on('data', (bytes) => isSilent || far.write(bytes)).on('close', () => far.destroy());
    const pass = (bytes: Buffer) => void (isSilent || near.write(bytes));
    far.on('data', notifies ? pass : unnotified(pass)).on('close', () => near.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    endAll();
    server.close();
  });
  const { port } = server.address() as { port: number };
  return {
    port,
    attempts: () => attempts,
    mostAtOnce: () => most,
    fallSilent() {
      isSilent = true;
    },
    speak() {
      isSilent = false;
      endAll();
    },
  };
}
