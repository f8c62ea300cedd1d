/**
 * The script of the pages; without it they work the same, but for showing by themselves what is new. It sends nothing but
 * reads: only a person's press on a button decides. It writes no markup, which the policy of the pages forbids anyway.
 */
export const SCRIPT = `'use strict';
(() => {
  const { body } = document;
  const byId = (id) => document.getElementById(id);
  /** What our clock is ahead of the server's. */
  const skew = Date.now() - Date.parse(body.dataset.now);

  const span = (ms) => {
    const seconds = Math.max(0, Math.floor(ms / 1000));
    if (seconds < 60) return seconds + ' s';
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return minutes + ' min';
    const hours = Math.floor(minutes / 60);
    if (hours < 6 && minutes % 60 !== 0) return hours + ' h ' + (minutes % 60) + ' min';
    return hours < 48 ? hours + ' h' : Math.floor(hours / 24) + ' days';
  };
  const write = (element, text) => {
    if (element.textContent !== text) element.textContent = text;
  };
  const tick = () => {
    const now = Date.now() - skew;
    for (const time of document.querySelectorAll('time[data-until]')) write(time.firstElementChild, span(Date.parse(time.dateTime) - now));
    for (const time of document.querySelectorAll('time[data-ago]')) write(time.firstElementChild, span(now - Date.parse(time.dateTime)));
  };
  const clock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
  const localize = () => {
    for (const time of document.querySelectorAll('time[data-local]')) {
      time.title = time.dateTime;
      write(time, clock.format(new Date(time.dateTime)));
    }
  };

  const news = (texts) => {
    if (texts.length > 0) write(byId('news'), texts.join(' '));
  };
  const nameOf = (card) => card.querySelector('h1, h2, .title')?.textContent.trim() ?? '';

  /** What a person typed, opened or stood on. */
  const kept = (card) => ({
    typed: [...card.querySelectorAll('textarea')].map(({ id, value, selectionStart, selectionEnd }) => ({ id, value, selectionStart, selectionEnd })),
    open: [...card.querySelectorAll('details[open]')].map(({ id }) => id),
    focus: card.contains(document.activeElement) ? document.activeElement.id : '',
  });
  const restore = ({ typed, open, focus }) => {
    for (const { id, value, selectionStart, selectionEnd } of typed) {
      const field = byId(id);
      if (field === null) continue;
      field.value = value;
      field.setSelectionRange(selectionStart, selectionEnd);
    }
    for (const id of open) {
      const details = byId(id);
      if (details !== null) details.open = true;
    }
    if (focus !== '') (byId(focus) ?? byId('main')).focus({ preventScroll: true });
  };
  const replace = (old, fresh) => {
    const state = kept(old);
    old.replaceWith(fresh);
    restore(state);
  };

  /** Brings the children of a list up to date, and touches none that is as it was. */
  const mergeList = (old, fresh) => {
    const wanted = [...fresh.children];
    const ids = new Set(wanted.map(({ id }) => id));
    for (const child of [...old.children]) {
      if (ids.has(child.id)) continue;
      const stood = child.contains(document.activeElement);
      child.remove();
      if (stood) byId('main').focus({ preventScroll: true });
    }
    wanted.forEach((next, index) => {
      const own = [...old.children].find(({ id }) => id === next.id);
      if (own === undefined) {
        next.classList.add('fresh');
        old.insertBefore(next, old.children[index] ?? null);
      } else if (own.dataset.v !== next.dataset.v) replace(own, next);
    });
  };

  const deciders = () => [...document.querySelectorAll('.decide button')];
  const places = () => new Map(deciders().map((button) => [button.id, button.getBoundingClientRect().top]));
  /** A press meant for what stood here a moment ago must not decide about what stands here now. */
  const holdMoved = (before) => {
    const after = places();
    const hasMoved = [...before].some(([id, top]) => !after.has(id) || Math.abs(after.get(id) - top) > 4);
    if (!hasMoved) return;
    const held = deciders().filter((button) => button !== document.activeElement);
    for (const button of held) button.disabled = true;
    setTimeout(() => {
      for (const button of held) button.disabled = false;
    }, 700);
  };

  const cards = (root) => new Map([...root.querySelectorAll('[data-card]')].map((card) => [card.id, card]));
  const state = (card) => card.querySelector('.badge')?.textContent ?? '';
  const whatIsNew = (before) => {
    const after = cards(document);
    const come = [...after].filter(([id]) => !before.has(id)).map(([, card]) => 'New request: ' + nameOf(card) + '.');
    const gone = [...before].filter(([id]) => !after.has(id)).map(([, card]) => 'Settled: ' + card.name + '.');
    const turned = [...after].filter(([id, card]) => before.has(id) && before.get(id).state !== state(card)).map(([, card]) => state(card) + ': ' + nameOf(card) + '.');
    news([...come, ...turned, ...gone]);
  };

  const show = (page) => {
    document.title = page.title;
    body.dataset.stamp = page.body.dataset.stamp;
    const before = places();
    const known = new Map([...cards(document)].map(([id, card]) => [id, { name: nameOf(card), state: state(card) }]));
    for (const id of ['pending-count', 'banner']) {
      const [old, fresh] = [byId(id), page.getElementById(id)];
      if (old !== null && fresh !== null && old.textContent !== fresh.textContent) old.replaceWith(fresh);
    }
    for (const fresh of page.querySelectorAll('#live[data-keyed], #live [data-keyed], #live > [data-v], .settled > [data-v]')) {
      const old = byId(fresh.id);
      if (old === null) continue;
      if (fresh.dataset.keyed !== undefined) mergeList(old, fresh);
      else if (old.dataset.v !== fresh.dataset.v) old.replaceWith(fresh);
    }
    tick();
    localize();
    holdMoved(before);
    whatIsNew(known);
  };

  let asking = false;
  let again = false;
  const refresh = () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    const request = new XMLHttpRequest();
    request.open('GET', location.pathname + location.search);
    request.responseType = 'document';
    request.setRequestHeader('x-live', '1');
    request.onloadend = () => {
      asking = false;
      if (request.status === 401) location.reload();
      else if (request.status === 200 && request.response !== null) show(request.response);
      if (again) {
        again = false;
        refresh();
      }
    };
    request.send();
  };

  let events;
  let poll;
  const listen = () => {
    events = new EventSource('/events');
    events.onmessage = ({ data }) => {
      if (data !== body.dataset.stamp) refresh();
    };
    events.addEventListener('over', () => location.reload());
    events.onerror = () => {
      if (events.readyState !== EventSource.CLOSED) return;
      refresh();
      setTimeout(() => {
        if (!document.hidden) follow();
      }, 5000);
    };
  };
  // A stream keeps one of the few connections that a browser opens to a host: only the page in front holds one.
  const follow = () => {
    events?.close();
    clearInterval(poll);
    if (document.hidden) poll = setInterval(refresh, 10_000);
    else listen();
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', () => events?.close());
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    refresh();
    follow();
  });

  /** Letters go to a place; none of them decides. */
  const step = (by) => {
    const all = [...document.querySelectorAll('[data-card]')];
    const at = all.indexOf(document.activeElement?.closest('[data-card]'));
    all[at === -1 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]?.focus();
  };
  const go = (name) => {
    const card = document.activeElement?.closest('[data-card]') ?? document.querySelector('[data-card]');
    card?.querySelector('button.' + name)?.focus();
  };
  const keys = { j: () => step(1), k: () => step(-1), a: () => go('approve'), d: () => go('deny') };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, textarea, select')) return;
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  tick();
  localize();
  setInterval(tick, 1000);
  follow();
})();
`;
