import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../src/store/index.js';
import type { Place } from './contract.js';

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'whmcs-mcp-store-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

export async function filePlace(): Promise<Place> {
  const folder = newFolder();
  return {
    open: () => openStore(join(folder, 'state.db')),
    clear: async () => removeFolder(folder),
  };
}

export async function memoryPlace(): Promise<Place> {
  return { open: () => openStore('memory'), clear: async () => undefined };
}
