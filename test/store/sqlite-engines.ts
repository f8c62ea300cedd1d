import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { openStore } from '../../src/store/index.js';
import type { Engine } from './contract/engine.js';
import { newFolder, removeFolder } from './folder.js';

/** Runs SQL behind the back of whoever has the file open. */
export function meddleWithFile(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

export const FILE: Engine = {
  name: 'a file',
  isShared: true,
  lawRuns: 60,
  async newState() {
    const folder = newFolder();
    const path = join(folder, 'state.db');
    return {
      open: (ports) => openStore(path, ports),
      meddle: async (sql) => meddleWithFile(path, sql),
      clear: async () => removeFolder(folder),
    };
  },
};

export const MEMORY: Engine = {
  name: 'memory',
  isShared: false,
  lawRuns: 60,
  async newState() {
    return {
      open: (ports) => openStore('memory', ports),
      meddle: () => Promise.reject(new Error('nobody else sees a state in memory')),
      clear: async () => undefined,
    };
  },
};
