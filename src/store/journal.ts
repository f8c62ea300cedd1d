import type { Connection } from './connection.js';
import type { JournalRows } from './journal-rows.js';

export class Journal implements JournalRows {
  constructor(readonly connection: Connection) {}

  private none(): Promise<never> {
    return Promise.reject(new Error('not there yet'));
  }

  append(): Promise<never> {
    return this.none();
  }

  find(): Promise<never> {
    return this.none();
  }

  after(): Promise<never> {
    return this.none();
  }

  cuts(): Promise<never> {
    return this.none();
  }

  cut(): Promise<never> {
    return this.none();
  }
}
