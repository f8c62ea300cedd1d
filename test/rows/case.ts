import type { CallOf } from '../../src/catalog/index.js';
import type { State } from '../../src/sandbox/index.js';

/** One call of each tool that is no read, with content that the sandbox does not hold yet. */
export interface Case {
  call(state: State): CallOf['args'];
  /** What reading back tells before the call; nothing where it can't be told. */
  before?: false;
  /** Whether reading back tells that the call was carried out. */
  after: true | undefined;
  /** Reading back compares with what was kept before the call. */
  compares?: true;
}
