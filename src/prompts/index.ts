import { billing } from './jobs/billing.js';
import { orders } from './jobs/orders.js';
import { service } from './jobs/service.js';
import type { Prompt } from './prompt.js';

export { readGiven } from './given.js';
export { isOffered, type Prompt, type PromptArgument, toolsIn } from './prompt.js';
export { textOf } from './text.js';

export const PROMPTS: readonly Prompt[] = [...service, ...orders, ...billing];
