export { createOwnWithholder, createWithholder, type Withhold } from './credentials/withhold.js';
export { asItLooks } from './marks/look-alikes.js';
export { markOutsiders } from './marks/mark-outsiders.js';
export { isPlainValue } from './marks/plain-text.js';
export { redactPersonal } from './personal/redact.js';
export {
  createPresenter,
  type Prepared,
  type Presented,
  type Presenter,
  type PresenterOptions,
  type PresentOptions,
} from './present.js';
export type { InnerPage } from './size/fit.js';
export { MAX_TOKENS, tokensOf } from './size/tokens.js';
export { stripInvisible } from './text/strip-invisible.js';
