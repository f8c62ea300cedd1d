/**
 * Whether a run takes its time: `npm run test:whole` sets it. `npm test` tries a part of what is tried in many places alike,
 * and leaves out what mostly waits.
 */
export const IS_WHOLE = process.env.TEST_WHOLE !== undefined;
