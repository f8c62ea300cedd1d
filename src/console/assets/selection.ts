import { all, byId } from './page.js';

/** The row that opens a card, by the id of the card. */
const rowOf = (card: string) => document.querySelector<HTMLElement>(`[data-opens="${CSS.escape(card)}"]`);

/** The card that the address names; the first one, where it names none that is there. */
export function selectedCard(): HTMLElement | undefined {
  const named = byId(location.hash.slice(1));
  return named?.matches('[data-card]') === true ? named : all('[data-card]')[0];
}

/** Shows the selected card, and marks its row. The fragment of the address alone goes astray when a card is replaced. */
export function showSelected(): void {
  const named = byId(location.hash.slice(1));
  const chosen = named?.matches('[data-card]') === true ? named : undefined;
  for (const card of all('#pending > [data-card]')) card.classList.toggle('at', card === chosen);
  const shown = selectedCard();
  for (const link of all('[data-opens]')) {
    const isShown = link.dataset.opens === shown?.id;
    if (isShown) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

/** Selects the next row, or the one before; the first if none was selected. Puts the focus on it. */
export function stepRows(by: 1 | -1): void {
  const links = all('[data-opens]');
  const focused = links.findIndex(({ id }) => id === document.activeElement?.id);
  const at =
    focused !== -1 ? focused : links.findIndex(({ dataset }) => `#${dataset.opens}` === location.hash);
  const next = links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))];
  if (next === undefined) return;
  // No entry of its own in the history: going back leaves the page.
  location.replace(`#${next.dataset.opens}`);
  showSelected();
  next.focus();
}

/** Puts a check into the box of the selected row, or takes it out. */
export function pickSelected(): void {
  const box = rowOf(selectedCard()?.id ?? '')
    ?.closest('.row')
    ?.querySelector('input');
  if (box instanceof HTMLInputElement) box.checked = !box.checked;
}

function pickAll(event: Event): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-picks]') : null;
  const boxes = (button?.dataset.picks ?? '').split(',').map((id) => byId(`pick-${id}`));
  for (const box of boxes) if (box instanceof HTMLInputElement) box.checked = true;
}

/** Checks all lines of a plan that can be, or none. */
function checkLines(event: Event): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-lines]') : null;
  const list = button && byId(`plan-${button.dataset.of}`);
  for (const box of list?.querySelectorAll<HTMLInputElement>('input[name="line"]:enabled') ?? [])
    box.checked = button?.dataset.lines === 'all';
}

export function followSelection(): void {
  addEventListener('hashchange', showSelected);
  document.addEventListener('click', pickAll);
  document.addEventListener('click', checkLines);
  showSelected();
}
