import { describe, expect, test } from 'vitest';
import { apiUrl } from '../../src/whmcs/index.js';

describe('the endpoint of an installation', () => {
  test.each([
    ['https://billing.example.com', 'https://billing.example.com/includes/api.php'],
    [' https://billing.example.com/ ', 'https://billing.example.com/includes/api.php'],
    ['https://example.com/whmcs', 'https://example.com/whmcs/includes/api.php'],
    ['https://example.com/a/whmcs//', 'https://example.com/a/whmcs/includes/api.php'],
    ['https://example.com/whmcs/includes/api.php', 'https://example.com/whmcs/includes/api.php'],
    ['https://example.com/whmcs/includes/api.php/', 'https://example.com/whmcs/includes/api.php'],
    ['https://example.com/includes/api.php/includes/api.php', 'https://example.com/includes/api.php'],
    ['https://example.com:8443/whmcs', 'https://example.com:8443/whmcs/includes/api.php'],
    ['HTTPS://Example.com', 'https://example.com/includes/api.php'],
  ])('%s', (base, endpoint) => {
    expect(apiUrl(base).href).toBe(endpoint);
  });

  test.each(['http://localhost:8080', 'http://127.0.0.1', 'http://127.9.9.9/whmcs', 'http://[::1]:80'])(
    '%s may be plain http: it does not leave the machine',
    (base) => {
      expect(apiUrl(base).protocol).toBe('http:');
    },
  );

  test.each([
    'http://billing.example.com',
    'http://192.0.2.7',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://[2001:db8::1]',
  ])('%s needs leave to be plain http', (base) => {
    expect(() => apiUrl(base)).toThrow(/must use https/);
    expect(apiUrl(base, true).protocol).toBe('http:');
  });

  test.each([
    ['', /is empty/],
    ['billing.example.com', /must start with https/],
    ['localhost:8080', /must start with https/],
    ['ftp://example.com', /must start with https/],
    ['https://', /not a valid address/],
    ['https://example.com/whmcs?x=1', /query/],
    ['https://example.com/?', /query/],
    ['https://example.com/#top', /fragment/],
    ['https://example.com/whmcs/clientarea.php', /names a page/],
  ])('%j is refused, and the sentence names the variable', (base, why) => {
    expect(() => apiUrl(base)).toThrow(why);
    expect(() => apiUrl(base)).toThrow(/^WHMCS_API_URL /);
  });

  test('credentials in the address are refused without being repeated', () => {
    expect(() => apiUrl('https://admin:hunter2@example.com')).toThrow(
      /must not hold a user name or password/,
    );
    expect(() => apiUrl('https://admin:hunter2@example.com')).not.toThrow(/hunter2/);
  });
});
