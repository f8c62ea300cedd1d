/**
 * The script of the pages. Without it they work the same, except that nothing new shows by itself. It sends reads only:
 * a press on a button is what decides. It writes no markup, which the pages' content security policy forbids anyway.
 */
import { followPushSwitch } from './browser-push.js';
import { holdAfterDecision } from './hold-buttons.js';
import { listenToKeys } from './keyboard.js';
import { followUpdates } from './live-updates.js';
import { followSelection } from './selection.js';
import { showTimes, tick } from './times.js';

showTimes();
setInterval(tick, 1000);
followSelection();
holdAfterDecision();
listenToKeys();
followUpdates();
followPushSwitch();
