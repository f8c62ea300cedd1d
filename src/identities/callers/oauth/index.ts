export { createSignedTokens } from './signed-tokens.js';
