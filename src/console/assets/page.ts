export const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** Every element that fits the selector, below a page, a card or a list. */
export const all = (selector: string, root: ParentNode = document): HTMLElement[] => [
  ...root.querySelectorAll<HTMLElement>(selector),
];

/** Sets an element's text, if it differs: an equal text would be read out again. */
export function write(element: Element | null, text: string): void {
  if (element !== null && element.textContent !== text) element.textContent = text;
}

/** Puts the focus on the page's content, without scrolling. */
export const focusMain = (): void => byId('main')?.focus({ preventScroll: true });
