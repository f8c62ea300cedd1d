/** Codes of the operating system and of TLS, in words for the middle of a sentence: `… can't be read (there is no such file)`. */
const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
  EEXIST: 'it is there already',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  EROFS: 'its disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the share of the disk that this user has is used up',
  EIO: 'the disk does not answer',
  EBUSY: 'another program has it',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENXIO: 'nothing is there to answer',
  ECONNREFUSED: 'nothing takes connections there',
  ECONNRESET: 'the connection was cut off',
  EPIPE: 'the connection was cut off',
  UND_ERR_SOCKET: 'the connection was cut off',
  ETIMEDOUT: 'nothing answered in time',
  UND_ERR_CONNECT_TIMEOUT: 'nothing answered in time',
  UND_ERR_HEADERS_TIMEOUT: 'nothing answered in time',
  ENOTFOUND: 'there is no such host',
  EDNS: 'there is no such host',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  EADDRINUSE: 'another program has that port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ECONNECTION: 'no connection could be made',
  ESOCKET: 'the connection was cut off',
  EPROTOCOL: 'what answers there speaks something else',
  ETLS: 'what answers there does not speak TLS',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself alone',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by somebody who is not known here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by somebody who is not known here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by somebody who is not known here',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'what answers there does not speak TLS',
  ERR_SSL_WRONG_VERSION_NUMBER: 'what answers there does not speak TLS',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'what answers there does not speak TLS',
};

/** A file that is not read for what it is; the message says so in the words of `whyNot`. */
export class UnfitFile extends Error {
  override readonly name = 'UnfitFile';
}

/** The code of an error, or of what it comes from; empty where it has none. */
export function systemCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error instanceof AggregateError) return systemCode(error.errors[0]);
  return error instanceof Error ? systemCode(error.cause) : '';
}

/**
 * Why the system refused something, for the middle of a sentence. Never the error's own text, which may hold a path or an address
 * that is a secret.
 */
export function whyNot(error: unknown): string {
  if (error instanceof UnfitFile) return error.message;
  const code = systemCode(error);
  return WORDS[code] ?? (code === '' ? 'for a reason that is not known' : `the system says ${code}`);
}
