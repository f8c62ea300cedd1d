import { BASE } from './style-base.js';
import { PAGES } from './style-pages.js';
import { PARTS } from './style-parts.js';

/** How the pages look: one file, and nothing in it comes from elsewhere. */
export const STYLE = `${BASE}${PARTS}${PAGES}`.trim();
