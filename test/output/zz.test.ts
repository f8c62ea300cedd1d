import { test } from 'vitest';
import { SHOW } from './replies.js';
import { createPresenter } from '../../src/output/index.js';
const p = createPresenter({secrets:['own "s&cret" /x+y=ö', 'KA7Zq-identifier','secret-9f/W+x y&z'], random: () => '482913'});
const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_n, at) => make(at));
test('x', { timeout: 100000 }, () => {
  const big = { ticketid: 1, replies: many(2500, (replyid) => ({ replyid, name: 'Anna Schmidt', date: '2026-01-01 10:00:00', message: 'Hello, my site is down since 10:30. Could you look at it please? The address is https://example.com/index.php?x=3 and I see an error. '.repeat(20), attachments: [{ index: 0 }] })) };
  const small = { items: many(20000, (id) => ({ id, name: 'Anna Schmidt', date: '2026-01-01 10:00:00', email: 'anna@example.com', status: 'Active', amount: '12.50', city: 'Berlin', x: 'ab', company: 'Example GmbH', notes: '' })), offset: 0, next_offset: null };
  const wide = Object.fromEntries(many(50, (a) => [`f${a}`, Object.fromEntries(many(50, (b) => [`g${b}`, many(20, (c) => ({ id: c, text: 'Hello there '.repeat(10) }))]))]));
  const texts = Object.fromEntries(many(50, (a) => [`f${a}`, Object.fromEntries(many(50, (b) => [`g${b}`, 'Hello there, how are you? '.repeat(100) ]))]));
  for (const [n, v] of [['big', big], ['small', small], ['wide', wide], ['texts', texts]] as const) {
    let t = performance.now(); const lap = (what: string) => { process.stdout.write(`LAP ${n} ${what} ${Math.round(performance.now() - t)} ms\n`); t = performance.now(); };
    process.stdout.write(`LAP ${n} ${JSON.stringify(v).length}\n`); t = performance.now();
    p.present(v, {action:'GetTicket', redact: SHOW}); lap('present');
  }
});
