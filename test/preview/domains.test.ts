import { describe, expect, test } from 'vitest';
import { LANDMARKS } from '../../src/sandbox/index.js';
import { sandboxed } from '../harness.js';
import { ask } from '../sandbox/caller.js';
import { previewed } from './asking.js';

const KESSLER = /^“Bruno Kessler” \(client 2\) is Active, a client since /;
const DOMAIN =
  'Domain “kessler-201.example” (201) is Active: at the registrar enom, expires in 10 months (2027-01-26).';

describe('renewing a domain', () => {
  test('shows the price, the registrar, and until when it then runs', async () => {
    const sandbox = await sandboxed();
    const preview = await previewed(sandbox, 'whmcs_renew_domain', { domainid: 201, regperiod: 2 });
    expect(preview).toEqual({
      title: 'Renew “kessler-201.example” of “Bruno Kessler” (client 2) for 2 years',
      sentences: [
        expect.stringMatching(KESSLER),
        DOMAIN,
        'It is renewed for 2 years at the registrar enom now.',
        'It expires on 2027-01-26 today, and on 2029-01-26 afterwards.',
        'By the price list renewing it for 2 years costs 28.90 EUR; the registrar enom charges its own price.',
        'By what WHMCS bills for this very domain renewing it for 2 years costs 29.80 EUR; the greater of the two counts.',
        'Each such call adds the years, and costs, again.',
      ],
      irreversible: [
        'A renewal is paid for. Some registrars take one back within days: a person can ask there.',
      ],
      gentler: 'Renew it for 1 year (regperiod 1): more can be added at any time.',
      details: [{ label: 'effects', value: 'money, registrar, irreversible' }],
      snapshot: {
        'client.id': '2',
        'client.status': 'Active',
        'domain.name': 'kessler-201.example',
        'domain.status': 'Active',
        'domain.clientid': '2',
        'domain.registrar': 'enom',
        'domain.expirydate': '2027-01-26',
        'domain.years': '2',
        'price.renew': '28.90 EUR',
        'price.own': '29.80 EUR',
      },
      reads: 4,
    });
    await ask(sandbox, 'DomainRenew', { domainid: 201, regperiod: 2 });
    const again = await previewed(sandbox, 'whmcs_renew_domain', { domainid: 201, regperiod: 2 });
    expect(again.snapshot['domain.expirydate']).toBe('2029-01-26');
  });

  test('by its name takes its own period, in the currency of its client', async () => {
    const sandbox = await sandboxed();
    for (const client of sandbox.state.clients) if (client.id === 2) client.currencyId = 2;
    const preview = await previewed(sandbox, 'whmcs_renew_domain', { domain: 'kessler-201.example' });
    expect(preview.title).toBe('Renew “kessler-201.example” of “Bruno Kessler” (client 2) for 1 year');
    expect(preview.sentences).toContainEqual(
      expect.stringMatching(/^By the price list renewing it for 1 year costs \d+\.\d\d USD; /),
    );
    expect(preview.gentler).toBeUndefined();
  });

  test('for years that the price list does not have says so', async () => {
    const { sentences, snapshot } = await previewed(await sandboxed(), 'whmcs_renew_domain', {
      domainid: 201,
      regperiod: 10,
    });
    expect(sentences).toContain(
      'The price list has no price for renewing it for 10 years; the registrar enom charges its own.',
    );
    expect(snapshot['price.renew']).toBeUndefined();
  });

  test('that is expired, or marked not to be renewed, says so', async () => {
    const sandbox = await sandboxed();
    const expired = sandbox.state.domains.find(({ status }) => status === 'Expired');
    if (expired !== undefined) expired.doNotRenew = true;
    const { sentences } = await previewed(sandbox, 'whmcs_renew_domain', { domainid: expired?.id });
    expect(sentences[1]).toMatch(
      /^Domain “[^”]+” \(\d+\) is Expired: at the registrar enom, expired 20 days ago \(2026-02-10\), marked not to be renewed\.$/,
    );
  });
});

test('registering a domain that no registrar is set up for will be refused', async () => {
  const { sentences } = await previewed(await sandboxed(), 'whmcs_register_domain', {
    domainid: LANDMARKS.domainWithoutRegistrar,
  });
  expect(sentences).toContain('No registrar is set up for it, so WHMCS will most likely refuse.');
  expect(sentences).toContainEqual(
    expect.stringMatching(/^It is ordered at its registrar now, for 1 year\.$/),
  );
});

test('a transfer shows its price, and where its code comes from, but not the code', async () => {
  const sandbox = await sandboxed();
  const preview = await previewed(sandbox, 'whmcs_transfer_domain', {
    domainid: 201,
    eppcode: 'not-real-7Q!2',
  });
  expect(preview.sentences.slice(2)).toEqual([
    'A transfer to the registrar enom is asked for now, with the authorisation code that the call brings; it is not shown here.',
    'By the price list transferring it costs 12.90 EUR; the registrar enom charges its own price.',
    expect.stringMatching(/^Mails about it may go to “[^”]+@[^”]+” and to whoever holds the domain\.$/),
    'It is Active already: another transfer may cost again.',
  ]);
  expect(JSON.stringify(preview)).not.toContain('7Q!2');
});

test('name servers are shown old and new, and the yes rests on the old ones', async () => {
  const sandbox = await sandboxed();
  const change = { domainid: 201, nameservers: ['ns1.example.net', 'ns2.example.net'] };
  const preview = await previewed(sandbox, 'whmcs_update_domain_nameservers', change);
  expect(preview.sentences.slice(1)).toEqual([
    DOMAIN,
    'Name servers: “ns1.example.com” and “ns2.example.com” → “ns1.example.net” and “ns2.example.net”.',
    'They are changed at the registrar enom now: its web site and mail go where the new ones point.',
    'Setting the old ones again undoes it; caches may take days.',
  ]);
  expect(preview.snapshot['before.nameservers']).toBe('ns1.example.com; ns2.example.com');
  await ask(sandbox, 'DomainUpdateNameservers', {
    domainid: 201,
    ns1: 'a.example.org',
    ns2: 'b.example.org',
  });
  const now = await previewed(sandbox, 'whmcs_update_domain_nameservers', change);
  expect(now.snapshot['before.nameservers']).toBe('a.example.org; b.example.org');
});

test('unlocking says what it opens', async () => {
  const sandbox = await sandboxed();
  const unlock = { domainid: 201, lockstatus: false };
  const preview = await previewed(sandbox, 'whmcs_update_domain_lock_status', unlock);
  expect(preview.title).toBe('Unlock “kessler-201.example” of “Bruno Kessler” (client 2)');
  expect(preview.sentences.slice(2)).toEqual([
    'Transfer lock: locked → unlocked.',
    'It is changed at the registrar enom now.',
    'An unlocked domain can be moved away by whoever has its authorisation code.',
    'Setting it back undoes it, as long as the domain is here.',
  ]);
  await ask(sandbox, 'DomainUpdateLockingStatus', { domainid: 201, lockstatus: 0 });
  const done = await previewed(sandbox, 'whmcs_update_domain_lock_status', unlock);
  expect(done.sentences).toContain('Transfer lock: it is unlocked already.');
});
