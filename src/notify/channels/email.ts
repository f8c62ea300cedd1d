import { isIP } from 'node:net';
import { getSystemErrorName } from 'node:util';
import type { Transporter } from 'nodemailer';
import { whyNoAnswer } from '../../system/network/index.js';
import type { Message } from '../message.js';
import { type ChannelKind, type Field, type Outcome, type Values, withLink } from './channel.js';

const ADDRESS = /^[^\s@,<>"']{1,64}@[^\s@,<>"']{1,255}$/;

const isAddress: NonNullable<Field['wrong']> = (value) =>
  value.split(',').every((one) => ADDRESS.test(one)) ? undefined : 'must be an e-mail address';

function mailServer(value: string): string | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isServer = url !== undefined && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
  if (!isServer || url.username !== '' || url.password !== '' || !/^\/?$/.test(url.pathname))
    return 'must be an address such as smtp://mail.example.com:587 or smtps://mail.example.com, without a user or password';
  return undefined;
}

const SUBMISSION = 587;
const SUBMISSION_TLS = 465;

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** How the mail server is spoken to. In clear only on this machine: a password and the text would be read by others. */
export function transportFor({ server = '', user, password }: Values) {
  const { protocol, hostname, port } = new URL(server);
  const host = hostname.replace(/^\[|\]$/g, '');
  const secure = protocol === 'smtps:';
  return {
    host,
    port: port === '' ? (secure ? SUBMISSION_TLS : SUBMISSION) : Number(port),
    secure,
    requireTLS: !secure && !isLoopback(host),
    ignoreTLS: !secure && isLoopback(host),
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** What a mail server's refusal means; its words may name people, so they are not repeated. */
function refusalOf(error: unknown): Outcome {
  const { code, errno, responseCode } = error as { code?: unknown; errno?: unknown; responseCode?: unknown };
  if (typeof responseCode === 'number') {
    const isLogin = code === 'EAUTH';
    const says = isLogin ? `answered ${responseCode}: user or password is wrong` : `answered ${responseCode}`;
    return { ok: false, says, retry: responseCode < 500 && !isLogin };
  }
  // What the system said is under a name of the mailer's own, and its number is left.
  const cause = typeof errno === 'number' ? { code: getSystemErrorName(errno) } : error;
  return { ok: false, says: `no answer (${whyNoAnswer(cause)})`, retry: true };
}

/** Resolves, as too late, once the signal aborts. */
const lateBy = (signal: AbortSignal) =>
  new Promise<Outcome>((resolve) => {
    const late = () => resolve({ ok: false, says: 'no answer in time', retry: true });
    if (signal.aborted) late();
    else signal.addEventListener('abort', late, { once: true });
  });

/** Opens a way to the mail server for one thing to do, and closes it. */
async function spoken(
  values: Values,
  signal: AbortSignal,
  say: (transport: Transporter) => Promise<Outcome>,
): Promise<Outcome> {
  const { createTransport } = await import('nodemailer');
  const transport = createTransport(transportFor(values));
  try {
    return await Promise.race([say(transport).catch(refusalOf), lateBy(signal)]);
  } finally {
    transport.close();
  }
}

const mail = (message: Message, values: Values, signal: AbortSignal): Promise<Outcome> =>
  spoken(values, signal, async (transport) => {
    await transport.sendMail({
      from: values.from ?? '',
      to: (values.to ?? '').split(','),
      subject: message.title,
      text: `${withLink(message)}\n`,
      messageId: `<${message.key}.${message.at.getTime()}@whmcs-mcp.invalid>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { ok: true, says: 'taken by the mail server', retry: false };
  });

/** Signs in, where there is a user, and says nothing else. */
const signIn = (values: Values, signal: AbortSignal): Promise<Outcome> =>
  spoken(values, signal, async (transport) => {
    await transport.verify();
    return { ok: true, says: 'the mail server would take it', retry: false };
  });

/** E-mail through a mail server. */
export const email: ChannelKind = {
  type: 'email',
  fields: {
    server: { kind: 'text', about: 'the mail server', wrong: mailServer },
    from: { kind: 'text', about: 'the address that it comes from', wrong: isAddress },
    to: { kind: 'list', about: 'the addresses that it goes to', wrong: isAddress },
    user: { kind: 'text', isOptional: true, about: 'the user to sign in as' },
    password: { kind: 'secret', isOptional: true, about: 'the password of that user' },
  },
  send: mail,
  check: signIn,
};
