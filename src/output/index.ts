export { decodeEntities } from './decode.js';
export { markOutsiders } from './mark.js';
export { type FieldClass, type Redact, redactPersonal, type Treatment } from './personal.js';
export {
  createPresenter,
  type Presented,
  type Presenter,
  type PresenterOptions,
  type PresentOptions,
} from './present.js';
export type { InnerPage } from './size.js';
export { MAX_TOKENS, tokensOf } from './tokens.js';
export { visible } from './visible.js';
export { WITHHELD } from './withheld.js';
export { createWithholder, type Withhold } from './withhold.js';
