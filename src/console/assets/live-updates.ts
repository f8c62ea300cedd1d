import { announce, cardsShown } from './announce.js';
import { buttonPositions, holdMovedButtons } from './hold-buttons.js';
import { mergeList } from './merge.js';
import { all, byId } from './page.js';
import { showSelected } from './selection.js';
import { showTimes } from './times.js';

const POLL_MS = 10_000;
const RETRY_MS = 5_000;

/** The parts of a page that follow the state. */
const PARTS =
  '#live[data-keyed], #live [data-keyed], #live > [data-v], .settled > [data-v], .waiting > [data-v]';

/** Takes over what differs on a fresh copy of this page. */
function show(page: Document): void {
  document.title = page.title;
  const { stamp } = page.body.dataset;
  if (stamp !== undefined) document.body.dataset.stamp = stamp;
  const positions = buttonPositions();
  const cards = cardsShown();
  for (const id of ['pending-count', 'banner']) {
    const [old, fresh] = [byId(id), page.getElementById(id)];
    if (old !== null && fresh !== null && old.textContent !== fresh.textContent) old.replaceWith(fresh);
  }
  for (const fresh of all(PARTS, page)) {
    const old = byId(fresh.id);
    if (old === null) continue;
    if (fresh.dataset.keyed !== undefined) mergeList(old, fresh);
    else if (old.dataset.v !== fresh.dataset.v) old.replaceWith(fresh);
  }
  showSelected();
  showTimes();
  holdMovedButtons(positions);
  announce(cards);
}

let isAsking = false;
let askAgain = false;

/** Asks for this page again; one request at a time. */
function refresh(): void {
  if (isAsking) {
    askAgain = true;
    return;
  }
  isAsking = true;
  // Parses the answer into a document without running or loading anything in it.
  const request = new XMLHttpRequest();
  request.open('GET', location.pathname + location.search);
  request.responseType = 'document';
  request.setRequestHeader('x-live', '1');
  request.onloadend = () => {
    isAsking = false;
    if (request.status === 401) location.reload();
    else if (request.status === 200 && request.response instanceof Document) show(request.response);
    if (!askAgain) return;
    askAgain = false;
    refresh();
  };
  request.send();
}

let events: EventSource | undefined;
let poll: ReturnType<typeof setInterval> | undefined;

function listen(): void {
  const source = new EventSource('/events');
  events = source;
  source.onmessage = ({ data }) => {
    if (data !== document.body.dataset.stamp) refresh();
  };
  source.addEventListener('over', () => location.reload());
  source.onerror = () => {
    if (source.readyState !== EventSource.CLOSED) return;
    refresh();
    setTimeout(() => {
      if (!document.hidden) follow();
    }, RETRY_MS);
  };
}

/** A stream takes one of the few connections that a browser opens to a host: a page in the background polls instead. */
function follow(): void {
  events?.close();
  clearInterval(poll);
  if (document.hidden) poll = setInterval(refresh, POLL_MS);
  else listen();
}

/** Keeps the page up to date for as long as it is open. */
export function followUpdates(): void {
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', () => events?.close());
  addEventListener('pageshow', ({ persisted }) => {
    if (!persisted) return;
    refresh();
    follow();
  });
  follow();
}
