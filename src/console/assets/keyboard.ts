import { all } from './page.js';

const focusedCard = () => document.activeElement?.closest<HTMLElement>('[data-card]') ?? undefined;

/** Focuses the next card, or the one before; the first if none has the focus. */
function stepCards(by: 1 | -1): void {
  const cards = all('[data-card]');
  const focused = focusedCard();
  const at = focused === undefined ? -1 : cards.indexOf(focused);
  cards[at === -1 ? 0 : Math.min(cards.length - 1, Math.max(0, at + by))]?.focus();
}

function focusButton(name: 'approve' | 'deny'): void {
  const card = focusedCard() ?? document.querySelector('[data-card]');
  card?.querySelector<HTMLButtonElement>(`button.${name}`)?.focus();
}

const KEYS: ReadonlyMap<string, () => void> = new Map([
  ['j', () => stepCards(1)],
  ['k', () => stepCards(-1)],
  ['a', () => focusButton('approve')],
  ['d', () => focusButton('deny')],
]);

/** Letters move the focus; none of them decides. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.matches('input, textarea, select')) return;
    const move = KEYS.get(event.key);
    if (move === undefined) return;
    event.preventDefault();
    move();
  });
}
