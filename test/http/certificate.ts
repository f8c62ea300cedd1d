import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** One value of DER: its tag, its length, and what is in it. */
function der(tag: number, ...parts: Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const length = content.length;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const text = (tag: number, value: string) => der(tag, Buffer.from(value, 'latin1'));

const COMMON_NAME = Buffer.from('0603550403', 'hex');
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');

const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');
const BASIC_CONSTRAINTS = Buffer.from('0603551d13', 'hex');
const TRUE = der(0x01, Buffer.from([0xff]));

/** Who signs certificates. */
export interface Authority {
  readonly name: string;
  readonly cert: string;
  readonly privateKey: KeyObject;
}

interface Wanted {
  readonly name: string;
  readonly issuer?: Authority;
  /** As YYMMDD. */
  readonly from?: string;
  readonly until?: string;
  readonly mayIssue?: boolean;
}

const named = (name: string) => sequence(der(0x31, sequence(COMMON_NAME, text(0x0c, name))));
const extension = (...parts: Uint8Array[]) =>
  sequence(...parts.slice(0, -1), der(0x04, parts.at(-1) ?? TRUE));

/** A certificate for one name, signed by an authority or by itself, and its key. */
function issued({ name, issuer, from = '200101', until = '491231', mayIssue = false }: Wanted) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(ECDSA_WITH_SHA256);
  const validity = sequence(text(0x17, `${from}000000Z`), text(0x17, `${until}235959Z`));
  const version = der(0xa0, der(0x02, Buffer.from([2])));
  const serial = der(0x02, Buffer.from([1]));
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const extensions = mayIssue
    ? extension(BASIC_CONSTRAINTS, TRUE, sequence(TRUE))
    : extension(SUBJECT_ALT_NAME, sequence(text(0x82, name)));
  const toSign = sequence(
    ...[version, serial, algorithm, named(issuer?.name ?? name), validity, named(name), keyInfo],
    ...(mayIssue || issuer !== undefined ? [der(0xa3, sequence(extensions))] : []),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toSign, issuer?.privateKey ?? privateKey));
  const base64 = sequence(toSign, algorithm, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g)?.join('\n');
  return { cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`, privateKey };
}

const keyOf = (privateKey: KeyObject) => privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** A certificate that signs itself, and its key, as PEM. */
export function selfSigned(name: string): { cert: string; key: string } {
  const { cert, privateKey } = issued({ name });
  return { cert, key: keyOf(privateKey) };
}

/** An authority, signed by itself or by another one. */
export function authority(name: string, issuer?: Authority): Authority {
  return { name, ...issued({ name, mayIssue: true, ...(issuer && { issuer }) }) };
}

/** A certificate of an authority, and its key, as PEM. */
export function certified(wanted: Wanted & { readonly issuer: Authority }): { cert: string; key: string } {
  const { cert, privateKey } = issued(wanted);
  return { cert, key: keyOf(privateKey) };
}
