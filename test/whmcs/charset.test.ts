import { describe, expect, test } from 'vitest';
import { connect, failure, serve } from './fake-server.js';

const BODY = '{"result":"success","clients":{"client":[{"id":1,"firstname":"Jörg","lastname":"Çelik"}]}}';
const PERSON = { id: 1, firstname: 'Jörg', lastname: 'Çelik' };

const latin = Buffer.from(BODY, 'latin1');
const little = Buffer.from(`\uFEFF${BODY}`, 'utf16le');
const big = Buffer.from(little).swap16();

/** What a read and a write get to see of these bytes under this content type. */
async function seen(bytes: Buffer, type: string) {
  const server = await serve((response) => response.writeHead(200, { 'content-type': type }).end(bytes));
  const { whmcs, read, write } = connect(server.url, { maxTries: 1 });
  return {
    reading: () => whmcs.send(read('GetClients')).then(({ body }) => body.clients),
    writing: () => whmcs.send(write()),
  };
}

describe('the charset of a reply', () => {
  test.each<[string, Buffer, string]>([
    ['UTF-8, undeclared', Buffer.from(BODY), 'application/json'],
    ['UTF-8 by its MySQL name', Buffer.from(BODY), 'application/json; charset=utf8mb4'],
    ['latin 1', latin, 'application/json; charset=iso-8859-1'],
    ['windows-1252, quoted and in capitals', latin, 'text/html; CHARSET="Windows-1252"'],
    ['a Turkish set', latin, 'application/json;charset=ISO-8859-9'],
    ['UTF-16, little end first', little, 'application/json'],
    ['UTF-16, big end first, declared otherwise', big, 'application/json; charset=utf-8'],
  ])('%s is read as what it is', async (_what, bytes, type) => {
    const { reading } = await seen(bytes, type);
    expect(await reading()).toEqual({ client: [PERSON] });
  });

  test('marks that only windows-1252 has are read from it', async () => {
    const euro = Buffer.from('{"result":"success","clients":"\x80 \x93x\x94"}', 'latin1');
    const { reading } = await seen(euro, 'application/json; charset=windows-1252');
    expect(await reading()).toBe('€ “x”');
  });

  test.each<[string, Buffer, string]>([
    ['latin 1, undeclared', latin, 'application/json'],
    ['latin 1, declared as UTF-8', latin, 'application/json; charset=utf-8'],
    ['UTF-8, declared as latin 1', Buffer.from(BODY), 'application/json; charset=iso-8859-1'],
    [
      'bytes that the declared set has not',
      Buffer.from('{"a":"\xa5\xff"}', 'latin1'),
      'text/html; charset=iso-8859-7',
    ],
    ['a set that nobody knows', latin, 'application/json; charset=x-our-own'],
    ['half a character', Buffer.from(BODY).subarray(0, BODY.indexOf('ö') + 1), 'application/json'],
  ])('%s is damage: no answer of a read, and an unknown outcome of a write', async (_what, bytes, type) => {
    const { reading, writing } = await seen(bytes, type);
    const [bad, unknown] = [await failure(reading()), await failure(writing())];
    expect(bad).toMatchObject({ code: 'whmcs_bad_reply', kind: 'charset' });
    expect(unknown).toMatchObject({ code: 'outcome_unknown', kind: 'charset' });
    for (const fault of [bad, unknown]) expect(String(fault)).not.toContain('\uFFFD');
  });

  test('plain ASCII is read under any name', async () => {
    const plain = Buffer.from('{"result":"success","clients":"Ada"}');
    const { reading } = await seen(plain, 'application/json; charset=x-our-own');
    expect(await reading()).toBe('Ada');
  });

  test('a web page in bytes that can not be told is a web page still, without its title', async () => {
    const page = Buffer.from('<!doctype html><title>Wartung für Kunden</title>', 'latin1');
    const { reading } = await seen(page, 'text/html');
    const fault = await failure(reading());
    expect(fault).toMatchObject({ code: 'whmcs_bad_reply', kind: 'html' });
    expect(String(fault)).not.toContain('Wartung');
  });
});
