export { createTokens, InvalidToken, type Token, type Tokens } from './tokens.js';
