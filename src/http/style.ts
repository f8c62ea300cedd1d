/** How the pages look. */
export const STYLE = '';
