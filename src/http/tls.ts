import { statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Log } from '../log.js';
import { readWholeFile, whyNot } from '../system/index.js';

/** Paths of the certificate with its chain, and of its key, in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  /** How often they are looked at, in milliseconds. */
  readonly everyMs?: number;
}

/** How often the files are looked at: certificates are renewed weeks before they end. */
const LOOK_MS = 30_000;

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function contentOf(variable: string, path: string): Buffer {
  try {
    return readWholeFile(path);
  } catch (error) {
    throw new Error(`${variable} can't be read (${whyNot(error)}): ${path}`);
  }
}

/** Reads both files. Throws where one can't be read, or they don't go together, and names the variable. */
export function readTls({ cert, key }: TlsFiles): { cert: Buffer; key: Buffer } {
  const files = { cert: contentOf('MCP_TLS_CERT', cert), key: contentOf('MCP_TLS_KEY', key) };
  try {
    createSecureContext(files);
    return files;
  } catch (error) {
    throw new Error(
      `MCP_TLS_CERT and MCP_TLS_KEY are no certificate in PEM with its key: ${reasonOf(error)}`,
    );
  }
}

const changedAt = ({ cert, key }: TlsFiles) => `${statSync(cert).mtimeMs} ${statSync(key).mtimeMs}`;

/**
 * Takes a renewed certificate without a restart. One that can't be used is told of, and the last good one stays. Returns what
 * ends it.
 */
export function followTls(server: Server, files: TlsFiles, log: Log): () => void {
  let seen = changedAt(files);
  const timer = setInterval(() => {
    try {
      const now = changedAt(files);
      if (now === seen) return;
      server.setSecureContext({ ...readTls(files), minVersion: 'TLSv1.2' });
      seen = now;
      log('info', 'http.certificate', { note: 'took the renewed certificate' });
    } catch (error) {
      log('warn', 'http.certificate', { note: 'the renewed certificate is not used', error });
    }
  }, files.everyMs ?? LOOK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
