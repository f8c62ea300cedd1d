import { expect, test } from 'vitest';
import { readAddress } from '../../src/setup/address.js';
import { apiUrl } from '../../src/whmcs/index.js';

const read = (pasted: string) => {
  const address = readAddress(pasted);
  if ('problem' in address) throw new Error(address.problem);
  return address;
};

test.each([
  ['https://billing.example.com', 'https://billing.example.com', []],
  ['https://billing.example.com/whmcs', 'https://billing.example.com/whmcs', []],
  ['https://billing.example.com:8443/', 'https://billing.example.com:8443', []],
  ['  billing.example.com ', 'https://billing.example.com', [/https:\/\/ before/]],
  ['http://billing.example.com', 'https://billing.example.com', [/https in place of http/]],
  ['https://billing.example.com/includes/api.php', 'https://billing.example.com', [/includes\/api\.php/]],
  ['https://example.com/whmcs/includes/api.php/', 'https://example.com/whmcs', [/includes\/api\.php/]],
  ['https://example.com/whmcs/admin/', 'https://example.com/whmcs', [/\/admin/]],
  ['https://example.com/whmcs/admin/login.php?x=1#y', 'https://example.com/whmcs', [/\?/, /login\.php/]],
  ['https://example.com/index.php/store/hosting', 'https://example.com', [/index\.php/]],
  ['https://example.com/clientarea.php?action=services', 'https://example.com', [/\?/, /clientarea/]],
  ['<https://billing.example.com>', 'https://billing.example.com', []],
  ['"https://billing.example.com",', 'https://billing.example.com', []],
  ['WHMCS_API_URL=https://billing.example.com', 'https://billing.example.com', []],
  ['https:/billing.example.com', 'https://billing.example.com', [/:\/\//]],
  ['https//billing.example.com', 'https://billing.example.com', [/:\/\//]],
  ['https://ann:hush@billing.example.com', 'https://billing.example.com', [/user name/]],
  ['localhost:8080/whmcs', 'http://localhost:8080/whmcs', [/http:\/\/ before/]],
  ['127.0.0.1:3000', 'http://127.0.0.1:3000', [/http:\/\/ before/]],
  ['http://[::1]:3000/', 'http://[::1]:3000', []],
])('%s is taken as %s', (pasted, url, changes) => {
  const { url: taken, changed } = read(pasted);
  expect(taken).toBe(url);
  expect(changed).toHaveLength(changes.length);
  for (const [i, change] of changes.entries()) expect(changed[i]).toMatch(change);
  expect(changed.join()).not.toContain('hush');
  expect(apiUrl(url).href).toBe(`${url}/includes/api.php`);
});

test.each(['', 'my billing', 'ftp://billing.example.com', 'https://', 'javascript:alert(1)'])(
  '"%s" is no address',
  (pasted) => {
    expect(readAddress(pasted)).toEqual({
      problem: expect.stringMatching(/https:\/\/billing\.example\.com\.$/),
    });
  },
);
