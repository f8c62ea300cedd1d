import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  verify as isSigned,
  type KeyObject,
  sign,
} from 'node:crypto';
import type { ChainPlace } from './chain-walk.js';

const VERSION = 1;

/**
 * The journal's last entry at one moment, signed. Kept out of reach of those who can write the journal, it shows that the
 * journal was written anew or has lost its newest entries.
 */
export interface Checkpoint {
  readonly version: typeof VERSION;
  /** Host of the WHMCS installation, for people. */
  readonly installation?: string;
  readonly seq: number;
  readonly hash: string;
  /** When it was made, in ISO 8601. */
  readonly at: string;
  /** Ed25519, as PEM. */
  readonly publicKey: string;
  /** In base64. */
  readonly signature: string;
}

/** A key or checkpoint that can't be used. `message` says why, without any part of a key. */
export class InvalidCheckpoint extends Error {
  override readonly name = 'InvalidCheckpoint';
}

type Signed = Omit<Checkpoint, 'publicKey' | 'signature'>;

const signedText = ({ version, installation, seq, hash, at }: Signed) =>
  Buffer.from(JSON.stringify(['whmcs-mcp checkpoint', version, installation ?? null, seq, hash, at]));

function keyOf(make: () => KeyObject): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = make();
  } catch {
    // The library's message may quote the file.
  }
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new InvalidCheckpoint('The key must be an Ed25519 key in PEM, without a passphrase.');
  }
  return key;
}

/** A new private key, as PEM. */
export function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Signs a place in the chain. Throws an InvalidCheckpoint if the key is no private Ed25519 key in PEM. */
export function makeCheckpoint(
  { seq, hash }: ChainPlace,
  { key, at, installation }: { key: string; at: Date; installation?: string | undefined },
): Checkpoint {
  const privateKey = keyOf(() => createPrivateKey(key));
  const signed: Signed = {
    version: VERSION,
    ...(installation === undefined ? {} : { installation }),
    seq,
    hash,
    at: at.toISOString(),
  };
  return {
    ...signed,
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    signature: sign(null, signedText(signed), privateKey).toString('base64'),
  };
}

/** The SHA-256 fingerprint of a public key in PEM, which people can compare. */
export function fingerprintOf(publicKey: string): string {
  const der = keyOf(() => createPublicKey(publicKey)).export({ type: 'spki', format: 'der' });
  return `SHA256:${createHash('sha256').update(der).digest('base64').replace(/=+$/, '')}`;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return { ...value };
  } catch {
    // Reported below.
  }
  throw new InvalidCheckpoint('That is no checkpoint: whmcs-mcp audit checkpoint prints one.');
}

/** Reads a checkpoint from its file and checks its signature. Throws an InvalidCheckpoint. */
export function readCheckpoint(text: string): Checkpoint {
  const { version, installation, seq, hash, at, publicKey, signature } = parsed(text);
  if (
    version !== VERSION ||
    !(installation === undefined || typeof installation === 'string') ||
    !(typeof seq === 'number' && Number.isSafeInteger(seq) && seq > 0) ||
    !(typeof hash === 'string' && typeof at === 'string') ||
    !(typeof publicKey === 'string' && typeof signature === 'string')
  ) {
    throw new InvalidCheckpoint('That is no checkpoint, or one of a later version of whmcs-mcp.');
  }
  const signed: Signed = {
    version,
    ...(installation === undefined ? {} : { installation }),
    seq,
    hash,
    at,
  };
  const key = keyOf(() => createPublicKey(publicKey));
  if (!isSigned(null, signedText(signed), key, Buffer.from(signature, 'base64'))) {
    throw new InvalidCheckpoint('The checkpoint does not go with its signature: it was changed.');
  }
  return { ...signed, publicKey, signature };
}

/** The fingerprint of the key in a file: a PEM, or a checkpoint that was made with it. Throws an InvalidCheckpoint. */
export function fingerprintIn(text: string): string {
  return fingerprintOf(text.trimStart().startsWith('{') ? readCheckpoint(text).publicKey : text);
}

/** Why an intact chain is not the one that was signed, as a sentence for people; undefined if it is. */
export function checkAgainst(
  { seq, hash, at }: Checkpoint,
  chain: { readonly from: number; readonly to: number; readonly hashes: ReadonlyMap<number, string> },
): string | undefined {
  if (seq > chain.to) {
    return `Entry ${seq}, at which the checkpoint was made ${at}, is missing: the journal ends with entry ${chain.to}. Its newest entries were removed.`;
  }
  const hashNow = chain.hashes.get(seq);
  if (hashNow === undefined) {
    return `Entry ${seq}, at which the checkpoint was made ${at}, was cut away: nothing here can be held against it. Use a younger checkpoint.`;
  }
  if (hashNow === hash) return undefined;
  return `Entry ${seq} is not what it was when the checkpoint was made ${at}: the journal was written anew.`;
}
