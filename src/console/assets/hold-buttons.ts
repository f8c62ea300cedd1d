import { all } from './page.js';

/** Long enough for a finger that is on its way already. */
const HOLD_MS = 700;
/** Pixels that a button may move without being another one for a finger. */
const TOLERANCE = 4;

const decideButtons = () =>
  all('.decide button').filter((button): button is HTMLButtonElement => button instanceof HTMLButtonElement);

/** How far down each deciding button is, by id. */
export const buttonPositions = (): ReadonlyMap<string, number> =>
  new Map(decideButtons().map((button) => [button.id, button.getBoundingClientRect().top]));

/** Disables the deciding buttons for a moment, if one of them moved: a press meant for what was there must not decide. */
export function holdMovedButtons(before: ReadonlyMap<string, number>): void {
  const after = buttonPositions();
  const hasMoved = [...before].some(([id, top]) => {
    const now = after.get(id);
    return now === undefined || Math.abs(now - top) > TOLERANCE;
  });
  if (!hasMoved) return;
  const held = decideButtons().filter((button) => button !== document.activeElement);
  for (const button of held) button.disabled = true;
  setTimeout(() => {
    for (const button of held) button.disabled = false;
  }, HOLD_MS);
}

/** Lets no click of a pointer decide right after a page that came from a decision: it may be the second half of a double one. */
export function holdAfterDecision(): void {
  if (document.querySelector('.flash') === null) return;
  const until = performance.now() + HOLD_MS;
  document.addEventListener(
    'click',
    (event) => {
      const isPointer = event.detail > 0;
      const decides = event.target instanceof Element && event.target.closest('.decide button') !== null;
      if (isPointer && decides && performance.now() < until) event.preventDefault();
    },
    { capture: true },
  );
}
