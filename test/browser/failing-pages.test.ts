import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, type Page, shoot, until } from './browser.test.kit.ts';
import { type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const away = { status: 500, contentType: 'application/json', body: '{"detail":"The store is away."}' };

for (const engine of consoleEngines()) {
  describe(`pages of the console that fail, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine);
      page = site.page;
    });
    after(() => site.close());

    it('leave the menu when their part of the program does not come, and come when they are loaded again', async () => {
      await site.visit('');
      await page.route(/assets\/keys-.*\.js/, (route) => route.abort());
      await page.click('nav.main a[href="/console/keys"]');
      await page.waitForSelector('h1:text-is("This page could not be shown")');
      await page.waitForSelector('main [role=alert]');
      assert.deepEqual(await accessibilityProblems(page), []);
      for (const [colorScheme, width] of [
        ['dark', 390],
        ['light', 1280],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await shoot(page, `${engine.name}-broken-page-${width}`);
      }
      await page.click('nav.main a[href="/console/accounts"]');
      await page.waitForSelector('h1:text-is("Accounts")');
      await page.click('nav.main a[href="/console/keys"]');
      await page.waitForSelector('h1:text-is("This page could not be shown")');
      await page.unroute(/assets\/keys-.*\.js/);
      await page.click('main button:text-is("Load the page again")');
      await page.waitForSelector('h1:text-is("Keys")');
    });

    it('leave the menu when an answer cannot be drawn', async () => {
      const odd = { status: 200, contentType: 'application/json', body: '{"data":[{}]}' };
      await page.route('**/console/api/admin/channels', (route) => route.fulfill(odd));
      await page.click('nav.main a[href="/console/channels"]');
      await page.waitForSelector('h1:text-is("This page could not be shown")');
      await page.unroute('**/console/api/admin/channels');
      await page.click('nav.main a[href="/console/settings"]');
      await page.waitForSelector('h1:text-is("Settings")');
    });

    it('say that what they show is no longer asked for in vain, and keep what is written in them', async () => {
      await site.visit('channels');
      await page.route('**/console/api/admin/channels', (route) => route.fulfill(away));
      await page.waitForSelector('main [role=alert]:has-text("The store is away.")', { timeout: 30_000 });
      await page.waitForSelector('.channels h2:text-is("sandbox"), .channels h2');
      await shoot(page, `${engine.name}-stale-channels`);
      await page.unroute('**/console/api/admin/channels');
      await page.click('main [role=alert] button');
      await until(page, "document.querySelector('main [role=alert]') === null");

      await site.visit('playground');
      await page.fill('textarea', 'half a sentence');
      await page.route('**/console/api/models', (route) => route.fulfill(away));
      // A tab that is looked at again asks for what may be old by now.
      const lookAgain = "window.dispatchEvent(new Event('visibilitychange'))";
      await until(page, `(${lookAgain}, document.querySelector('main [role=alert]'))`);
      assert.equal(await page.evaluate("document.querySelector('textarea').value"), 'half a sentence');
      await page.unroute('**/console/api/models');
    });
  });
}
