import { all, byId, write } from './page.js';

interface Card {
  readonly name: string;
  readonly state: string;
}

/** Every request on the page, by the id of its card. */
export function cardsShown(): ReadonlyMap<string, Card> {
  return new Map(
    all('[data-card]').map((card) => [
      card.id,
      {
        name: card.querySelector('h1, h2, .title')?.textContent.trim() ?? '',
        state: card.querySelector('.badge')?.textContent ?? '',
      },
    ]),
  );
}

/** Tells a screen reader what came, changed and went since `before`. */
export function announce(before: ReadonlyMap<string, Card>): void {
  const after = cardsShown();
  const came = [...after].filter(([id]) => !before.has(id)).map(([, { name }]) => `New request: ${name}.`);
  const changed = [...after]
    .filter(([id, { state }]) => before.has(id) && before.get(id)?.state !== state)
    .map(([, { name, state }]) => `${state}: ${name}.`);
  const went = [...before].filter(([id]) => !after.has(id)).map(([, { name }]) => `Settled: ${name}.`);
  const news = [...came, ...changed, ...went];
  if (news.length > 0) write(byId('news'), news.join(' '));
}
