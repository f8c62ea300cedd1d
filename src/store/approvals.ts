import type { ApprovalRows } from './approval-rows.js';
import type { Connection } from './connection.js';

export class Approvals implements ApprovalRows {
  constructor(readonly connection: Connection) {}

  private none(): Promise<never> {
    return Promise.reject(new Error('not there yet'));
  }

  meeting(): Promise<never> {
    return this.none();
  }

  open(): Promise<never> {
    return this.none();
  }

  vote(): Promise<never> {
    return this.none();
  }

  use(): Promise<never> {
    return this.none();
  }

  giveBack(): Promise<never> {
    return this.none();
  }

  makeVoid(): Promise<never> {
    return this.none();
  }

  get(): Promise<never> {
    return this.none();
  }

  list(): Promise<never> {
    return this.none();
  }
}
