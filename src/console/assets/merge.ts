import { byId, focusMain } from './page.js';

/** What a person did in a card that the server does not know of. */
interface Touched {
  readonly typed: readonly Pick<HTMLTextAreaElement, 'id' | 'value' | 'selectionStart' | 'selectionEnd'>[];
  /** Parts that can be opened, by their ids. */
  readonly parts: readonly Pick<HTMLDetailsElement, 'id' | 'open'>[];
  readonly boxes: readonly Pick<HTMLInputElement, 'id' | 'checked'>[];
  /** Id of the element with the focus; empty if it is elsewhere. */
  readonly focus: string;
}

const holdsFocus = (element: Element) => element.contains(document.activeElement);

function touchedIn(card: Element): Touched {
  return {
    typed: [...card.querySelectorAll('textarea')].map(({ id, value, selectionStart, selectionEnd }) => ({
      id,
      value,
      selectionStart,
      selectionEnd,
    })),
    parts: [...card.querySelectorAll('details')].map(({ id, open }) => ({ id, open })),
    boxes: [...card.querySelectorAll<HTMLInputElement>('input[type="checkbox"]')].map(({ id, checked }) => ({
      id,
      checked,
    })),
    focus: holdsFocus(card) ? (document.activeElement?.id ?? '') : '',
  };
}

function restore({ typed, parts, boxes, focus }: Touched): void {
  for (const { id, value, selectionStart, selectionEnd } of typed) {
    const field = byId(id);
    if (!(field instanceof HTMLTextAreaElement)) continue;
    field.value = value;
    field.setSelectionRange(selectionStart, selectionEnd);
  }
  for (const { id, open } of parts) {
    const details = byId(id);
    if (details instanceof HTMLDetailsElement) details.open = open;
  }
  for (const { id, checked } of boxes) {
    const box = byId(id);
    if (box instanceof HTMLInputElement && !box.disabled) box.checked = checked;
  }
  if (focus === '') return;
  const element = byId(focus);
  if (element === null) focusMain();
  else element.focus({ preventScroll: true });
}

function replaceCard(old: Element, fresh: Element): void {
  const touched = touchedIn(old);
  old.replaceWith(fresh);
  restore(touched);
}

const childrenOf = (list: Element) => [...list.children].filter((child) => child instanceof HTMLElement);

/** Brings the children of a list up to date by their ids and versions. One with the same version is left alone. */
export function mergeList(old: Element, fresh: Element): void {
  const wanted = childrenOf(fresh);
  const ids = new Set(wanted.map(({ id }) => id));
  for (const child of childrenOf(old)) {
    if (ids.has(child.id)) continue;
    const hadFocus = holdsFocus(child);
    child.remove();
    if (hadFocus) focusMain();
  }
  wanted.forEach((next, index) => {
    const same = childrenOf(old).find(({ id }) => id === next.id);
    if (same === undefined) {
      next.classList.add('fresh');
      old.insertBefore(next, old.children[index] ?? null);
    } else if (same.dataset.v !== next.dataset.v) replaceCard(same, next);
  });
}
