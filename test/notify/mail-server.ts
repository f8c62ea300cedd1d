import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

/** How a mail server answers a command; it goes on as usual where that says nothing. */
type Answer = (command: string) => string | undefined;

function speak(socket: Socket, mails: Mail[], logins: string[], answer: Answer): void {
  let [from, to, text, inData]: [string, string[], string, boolean] = ['', [], '', false];
  const say = (line: string) => socket.write(`${line}\r\n`);
  const addressIn = (line: string) => /<([^>]*)>/.exec(line)?.[1] ?? '';

  function command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    const own = answer(verb);
    if (own !== undefined) say(own);
    else if (verb === 'EHLO') socket.write('250-mail.example.com\r\n250 AUTH PLAIN\r\n');
    else if (verb === 'AUTH') {
      logins.push(Buffer.from(line.split(' ')[2] ?? '', 'base64').toString('utf8'));
      say('235 in');
    } else if (verb === 'MAIL') {
      from = addressIn(line);
      say('250 ok');
    } else if (verb === 'RCPT') {
      to.push(addressIn(line));
      say('250 ok');
    } else if (verb === 'DATA') {
      inData = true;
      say('354 go on');
    } else say(verb === 'QUIT' ? '221 bye' : '250 ok');
  }

  say('220 mail.example.com');
  socket.on('error', () => undefined);
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const part = text.slice(0, end);
      text = text.slice(end + (inData ? 5 : 2));
      if (inData) {
        mails.push({ from, to, data: part });
        [inData, to] = [false, []];
        say('250 taken');
      } else command(part);
    }
  });
}

/** A mail server on loopback, which keeps what it is given. */
export async function openMailServer(answer: Answer = () => undefined) {
  const [mails, logins]: [Mail[], string[]] = [[], []];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    speak(socket, mails, logins, answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, mails, logins };
}
