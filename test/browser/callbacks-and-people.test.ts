import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { openPage, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

for (const engine of consoleEngines()) {
  describe(`callbacks and people in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    let receiver: Server;
    let status = 410;
    let received = 0;
    before(async () => {
      receiver = createServer((request, response) => {
        request.resume().on('end', () => {
          received += 1;
          response.writeHead(status).end();
        });
      });
      await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
      site = await openConsole(engine);
      page = site.page;
    });
    after(async () => {
      await site.close();
      receiver.close();
    });

    it('show a callback nobody took, every attempt of it, and deliver it again', async () => {
      const { port } = receiver.address() as AddressInfo;
      await askAs(page, 'POST', '/v1/generations', {
        model: 'nano-banana-2',
        prompt: 'a boat',
        resolution: '0.5K',
        callback_url: `http://127.0.0.1:${port}/hook?<b>`,
      });
      await site.visit('callbacks');
      await page.waitForSelector('.pill:text-is("stopped")', { timeout: 60_000 });
      await page.click('td button:text-is("Attempts")');
      await page.waitForSelector('dialog td:text-is("410")');
      status = 200;
      await page.click('dialog button:text-is("Deliver again")');
      await page.waitForSelector('dialog td:text-is("200")', { timeout: 60_000 });
      assert.equal(received, 2);
      await page.keyboard.press('Escape');
      await page.waitForSelector('.pill:text-is("delivered")');
      await page.click('td a');
      await page.waitForSelector('h2:text-is("Callbacks")');
    });

    it('make a signing secret that is shown once, and never beside another account', async () => {
      await site.visit('callbacks');
      await page.selectOption('.account-switch select', 'default');
      await page.click('button:text-is("New secret")');
      await page.waitForSelector('[role=status] pre');
      const secret = await page.textContent('[role=status] pre');
      assert.match(secret, /^whsec_/);
      await askAs(page, 'POST', '/admin/accounts', { name: 'A shop', kind: 'prepaid' });
      await page.reload();
      await page.click('button:text-is("New secret")');
      await page.waitForSelector('[role=status] pre');
      await page.selectOption('.account-switch select', { label: 'A shop' });
      await until(page, "document.querySelector('[role=status] pre') === null");
      await page.waitForSelector('h2:text-is("Delivery · A shop")');
      await page.selectOption('.account-switch select', { label: 'All accounts' });
      await site.visit('callbacks');
      assert.ok(!(await page.textContent('main')).includes(secret));
    });

    it('name the account they are of, and replace nobody’s secret while nobody is chosen', async () => {
      await site.visit('callbacks');
      await page.waitForSelector('h2:text-is("Delivery · Default")');
      assert.match(await page.textContent('main'), /these are the callbacks of Default/);
      assert.doesNotMatch(await page.textContent('main'), /New secret/);
      for (const [colorScheme, width] of [
        ['dark', 390],
        ['light', 1280],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await shoot(page, `${engine.name}-callbacks-${width}`);
      }
    });

    it('keep a new password in its field until it is set', async () => {
      await site.visit('settings');
      const refusal = {
        status: 500,
        contentType: 'application/json',
        body: '{"detail":"The store is away."}',
      };
      await page.route('**/console/api/password', (route) => route.fulfill(refusal));
      const field = "document.querySelector('input[name=password]').value";
      await page.fill('input[name=password]', 'a long enough password');
      await page.click('form:has(input[name=password]) button');
      await page.waitForSelector('[role=alert]:has-text("The store is away.")');
      assert.equal(await page.evaluate(field), 'a long enough password');
      await page.unroute('**/console/api/password');
      await page.click('form:has(input[name=password]) button');
      await until(page, `${field} === ''`);
      await page.waitForSelector('nav.main');
    });

    it('invite a viewer, who looks at everything and changes nothing, and shut the door again', async () => {
      await site.visit('settings');
      await page.click('button:text-is("New person")');
      await page.fill('dialog input[name=name]', 'Looker');
      await page.selectOption('dialog select[name=role]', 'viewer');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog pre');
      const link = await page.textContent('dialog pre');
      const other = await openPage(site.browser, site.gateway.url);
      await other.page.goto(link);
      await other.page.waitForSelector('nav.main');
      for (const path of ['keys', 'channels', 'prices', 'accounts', 'verification', 'playground']) {
        await other.page.goto(`${site.gateway.url}/console/${path}`);
        await until(
          other.page,
          "document.querySelector('h1') && !document.body.textContent.includes('Loading…')",
        );
        const enabled = 'main button.primary:not(:disabled), main button.danger, main td button:not(.share)';
        assert.equal(
          await other.page.evaluate(`document.querySelectorAll('${enabled}').length`),
          // The statement of each account.
          path === 'accounts' ? 2 : 0,
          path,
        );
      }
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.click('tr:has-text("looker") button:text-is("Disable")');
      await page.waitForSelector('tr:has-text("looker") .pill');
      await other.page.goto(`${site.gateway.url}/console/keys`);
      await other.page.waitForSelector('input[name=password]');
      await until(page, "document.querySelector('main').textContent.includes('user.update')");
    });
  });
}
