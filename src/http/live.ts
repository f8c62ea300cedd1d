/** The script of the pages. Without it they work the same, but for showing what is new by themselves. */
export const SCRIPT = '';
