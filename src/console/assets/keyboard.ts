import { all, byId } from './page.js';
import { pickSelected, selectedCard, stepRows } from './selection.js';

function focusButton(name: 'approve' | 'deny'): void {
  const card = document.activeElement?.closest('[data-card]') ?? selectedCard();
  card?.querySelector<HTMLButtonElement>(`button.${name}`)?.focus();
}

function toggleHelp(): void {
  const help = byId('keys');
  if (help instanceof HTMLDetailsElement) help.open = !help.open;
}

const KEYS: ReadonlyMap<string, () => void> = new Map([
  ['j', () => stepRows(1)],
  ['k', () => stepRows(-1)],
  ['a', () => focusButton('approve')],
  ['d', () => focusButton('deny')],
  ['x', pickSelected],
  ['/', () => all('[data-search]')[0]?.focus()],
  ['?', toggleHelp],
]);

const isTyping = (target: EventTarget | null) =>
  target instanceof Element && target.matches('input:not([type="checkbox"]), textarea, select');

/** Letters move the focus and select; none of them decides. */
export function listenToKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const move = KEYS.get(event.key);
    if (move === undefined) return;
    event.preventDefault();
    move();
  });
}
