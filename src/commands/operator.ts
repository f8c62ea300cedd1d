/**
 * Whoever runs the console or a command where no approvers have names. One person as far as approvals go: the same
 * human at the console and at a shell must not count as two.
 */
export const OPERATOR = 'operator';
