import { browserTest, LOOKS, openPage, shoot } from '../browser.js';
import { openDesk, signIn } from './desk.js';
import { CALLS, LIMITS } from './samples.js';

for (const look of LOOKS) {
  browserTest(`look ${look.name}`, async () => {
    const desk = await openDesk();
    desk.calls = CALLS;
    desk.limits = LIMITS;
    const dir = '/tmp/shots';
    const page = await openPage(look);
    await page.goto(await desk.link());
    await shoot(page, page.url(), `${dir}/signin-${look.name}.png`);
    await signIn(page, desk);
    await shoot(page, `${desk.url}/approvals`, `${dir}/empty-${look.name}.png`);
    const a = await desk.ask({ expires: 400 });
    const b = await desk.ask(
      {
        tool: 'whmcs_add_payment',
        approvers: 2,
        caller: 'support-bot',
        message: undefined,
        rule: '/classes/financial/require_approval',
      },
      {
        title: 'Record a payment of 1,250.00 EUR on invoice 2207 of Grün & Söhne GmbH (client 31)',
        sentences: [
          'Invoice 2207 is Unpaid; 1,250.00 EUR are due since 1 March 2026.',
          'The balance goes from 1,250.00 EUR to 0.00 EUR.',
        ],
        irreversible: [],
        gentler: undefined,
      } as never,
    );
    const m = await desk.ask(
      { tool: 'whmcs_cancel_order', channels: ['cli'] },
      {
        title: 'Cancel order 1050',
        missing: 'WHMCS did not answer when order 1050 was read.',
        sentences: [],
        irreversible: ['What is cancelled at the registrar stays cancelled.'],
      },
    );
    await desk.approvals.vote(b.id, {
      who: 'maria',
      channel: 'console',
      yes: true,
      reason: 'seen on the bank statement',
    });
    const d = await desk.ask({}, { title: 'Delete client 12, Anna Schmidt, with 3 services and 2 domains' });
    await desk.approvals.vote(d.id, {
      who: 'operator',
      channel: 'console',
      yes: false,
      reason: 'She still has a domain with us.',
    });
    const u = await desk.ask({}, { title: 'Suspend service 311 of Anna Schmidt' });
    await desk.approvals.vote(u.id, { who: 'operator', channel: 'cli', yes: true, reason: '' });
    await desk.approvals.use(u.id);
    desk.pass(60_000);
    const p = (name: string) => `${dir}/${name}-${look.name}.png`;
    await shoot(page, `${desk.url}/approvals?x`, p('approvals'));
    await page.screenshot({ path: p('approvals-full'), fullPage: true });
    await page.goto(`${desk.url}/approvals/${a.id}`);
    await page.screenshot({ path: p('one'), fullPage: true });
    await page.goto(`${desk.url}/approvals/${m.id}`);
    await page.screenshot({ path: p('missing'), fullPage: true });
    await shoot(page, `${desk.url}/activity`, p('activity'));
    await page.screenshot({ path: p('activity-full'), fullPage: true });
    await page.goto(`${desk.url}/activity/c-1`);
    await page.screenshot({ path: p('call'), fullPage: true });
    await page.goto(`${desk.url}/activity/c-2`);
    await page.screenshot({ path: p('unknown'), fullPage: true });
    await page.goto(`${desk.url}/activity/c-5`);
    await page.screenshot({ path: p('failed'), fullPage: true });
    await page.goto(`${desk.url}/tools`);
    await page.screenshot({ path: p('tools'), fullPage: true });
    await page.goto(`${desk.url}/tools/whmcs_delete_client`);
    await page.screenshot({ path: p('switch'), fullPage: true });
    await shoot(page, `${desk.url}/limits`, p('limits'));
    await desk.store.halt('operator', 'a refund looked wrong', desk.now());
    desk.mode = 'shadow';
    await page.goto(`${desk.url}/tools`);
    await page.screenshot({ path: p('halted') });
    await page.goto(`${desk.url}/nowhere`);
    await page.screenshot({ path: p('nowhere') });
  });
}
