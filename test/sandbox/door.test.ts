import { afterEach, describe, expect, it } from 'vitest';
import {
  SANDBOX_CREDENTIALS,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../src/sandbox/index.js';
import { ask, post, signed } from './caller.js';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

const open = async (options?: SandboxOptions) => {
  sandbox = await startSandbox(options);
  return sandbox;
};

describe('the way in', () => {
  it('answers at one path only, in the subfolder it is installed in', async () => {
    await open({ subfolder: '/billing/' });
    expect(sandbox.url).toMatch(/\/billing$/);
    expect((await ask(sandbox, 'GetCurrencies')).result).toBe('success');
    const elsewhere = await post(sandbox, signed('GetCurrencies'), '/includes/API.php');
    expect([elsewhere.status, elsewhere.type]).toEqual([404, 'text/html; charset=utf-8']);
  });

  it('blames the admin user where the path was doubled, before it looks at credentials', async () => {
    await open();
    const answer = await post(sandbox, 'action=GetClients', '/includes/api.php/includes/api.php');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ result: 'error', message: 'An admin user is required' });
  });

  it('refuses anything but POST', async () => {
    await open();
    const response = await fetch(`${sandbox.url}/includes/api.php?${signed('GetClients')}`);
    expect(response.status).toBe(405);
    expect(sandbox.requests).toEqual([]);
  });

  it('reads no form from a JSON body', async () => {
    await open();
    const response = await fetch(`${sandbox.url}/includes/api.php`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...SANDBOX_CREDENTIALS, action: 'GetClients' }),
    });
    expect(response.status).toBe(403);
  });

  it('refuses wrong credentials with 403 and takes them under either pair of names', async () => {
    await open();
    const wrong = await post(sandbox, signed('GetClients', { secret: 'x' }));
    expect(wrong.status).toBe(403);
    expect(JSON.parse(wrong.text)).toEqual({ result: 'error', message: 'Invalid or missing credentials' });
    const { identifier, secret } = SANDBOX_CREDENTIALS;
    const right = await post(sandbox, `action=GetCurrencies&username=${identifier}&password=${secret}`);
    expect(right.status).toBe(200);
  });

  it('names the address it refuses, and lets any address in that knows the access key', async () => {
    await open({ allowedIps: ['198.51.100.7'], accessKey: 'sandbox-key' });
    const refused = await post(sandbox, signed('GetClients'));
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.text).message).toBe('Invalid IP 127.0.0.1');
    expect((await ask(sandbox, 'GetClients', { accesskey: 'wrong' })).result).toBe('error');
    expect((await ask(sandbox, 'GetClients', { accesskey: 'sandbox-key' })).result).toBe('success');
    const keyOnly = await post(sandbox, 'action=GetClients&accesskey=sandbox-key');
    expect(JSON.parse(keyOnly.text).message).toBe('Invalid or missing credentials');
  });

  it('lets nobody in where the list of addresses is empty', async () => {
    await open({ allowedIps: [] });
    expect((await ask(sandbox, 'GetClients')).message).toBe('Invalid IP 127.0.0.1');
  });

  it('holds the credential to its role, whatever the case of the name', async () => {
    await open({ allowedActions: ['getclients'] });
    expect((await ask(sandbox, 'GETCLIENTS')).result).toBe('success');
    const refused = await post(sandbox, signed('CancelOrder', { orderid: 1042 }));
    expect(refused.status).toBe(403);
    expect(JSON.parse(refused.text).message).toBe(
      'Invalid Permissions: API action "cancelorder" is not allowed',
    );
  });

  it.each(['ModuleChangePassword', 'GetProductGroups', 'GetAdminLog', ''])(
    'knows no action %j',
    async (action) => {
      await open();
      const answer = await post(sandbox, signed(action));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text).message).toBe(
        `Invalid API Action: "${action}" is not a valid API action`,
      );
    },
  );

  it('shows a defect of its own instead of hanging up', async () => {
    await open();
    Object.defineProperty(sandbox.state, 'currencies', {
      get: () => {
        throw new Error('broken on purpose');
      },
    });
    const answer = await post(sandbox, signed('GetCurrencies'));
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('broken on purpose');
  });

  it('answers in XML where asked to', async () => {
    await open();
    const { text, type } = await post(sandbox, signed('GetCurrencies', { responsetype: 'xml' }));
    expect(type).toBe('application/xml');
    expect(text).toMatch(/^<\?xml.*<result>success<\/result>.*<code>EUR<\/code>/s);
  });
});

describe('the ledger', () => {
  it('keeps every request as PHP read it, without the credentials', async () => {
    await open({ now: () => new Date('2026-03-02T10:00:00Z') });
    await post(sandbox, signed('addticketnote', { ticketid: '401', 'message.x': 'a', message: 'b c' }));
    await ask(sandbox, 'GetInvoice', { invoiceid: 1 });
    expect(sandbox.requests.map(({ rawBody: _, ...entry }) => entry)).toEqual([
      {
        at: '2026-03-02 10:00:00',
        action: 'addticketnote',
        params: { ticketid: '401', message_x: 'a', message: 'b c' },
        responseType: 'json',
        result: 'success',
        effect: true,
        remote: '127.0.0.1',
      },
      {
        at: '2026-03-02 10:00:00',
        action: 'GetInvoice',
        params: { invoiceid: '1' },
        responseType: 'json',
        result: 'error',
        effect: false,
        remote: '127.0.0.1',
      },
    ]);
    expect(sandbox.requests[0]?.rawBody).toBe(
      'action=addticketnote&responsetype=json&ticketid=401&message.x=a&message=b%20c',
    );
  });

  it('shows no credential however its name was written', async () => {
    await open({ accessKey: 'sandbox-key' });
    await post(
      sandbox,
      `${signed('GetClients')}&%73ecret=topsecret&+password=topsecret&accesskey[x]=topsecret`,
    );
    const ledger = JSON.stringify(sandbox.requests);
    expect(ledger).toContain('GetClients');
    for (const text of ['topsecret', SANDBOX_CREDENTIALS.secret, SANDBOX_CREDENTIALS.identifier]) {
      expect(ledger).not.toContain(text);
    }
  });

  it('keeps requests that were sent to a wrong address too', async () => {
    await open();
    await post(sandbox, signed('DeleteClient', { clientid: 1 }), '/api.php');
    expect(sandbox.requests[0]).toMatchObject({ action: 'DeleteClient', result: 'error', effect: false });
  });
});
