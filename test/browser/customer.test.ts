import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, openPage, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const order = { model: 'nano-banana-2', resolution: '0.5K', wait: 60 };

for (const engine of consoleEngines()) {
  describe(`a customer in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine);
      await askAs(site.page, 'POST', '/v1/generations', { ...order, prompt: 'of somebody else' });
      const account = await askAs<{ id: string }>(site.page, 'POST', '/admin/accounts', {
        name: 'A shop',
        kind: 'prepaid',
      });
      await askAs(site.page, 'POST', `/admin/accounts/${account.id}/top-ups`, {
        amount_micros: 9_000_000,
        mode: 'test',
        reason: 'a start',
      });
      const person = { name: 'shopkeeper', role: 'customer', account_id: account.id };
      const { link } = await askAs<{ link: string }>(site.page, 'POST', '/users', person);
      ({ page } = await openPage(site.browser, site.gateway.url));
      await page.goto(site.gateway.url + link);
      await page.waitForSelector('nav.main');
    });
    after(() => site.close());

    const visit = async (path: string) => {
      await page.goto(`${site.gateway.url}/console/${path}`);
      await until(page, "document.querySelector('h1') && !document.body.textContent.includes('Loading…')");
    };

    it('sees pages of its own account and none of the operators’', async () => {
      const places = await page.evaluate<string[]>(
        "[...document.querySelectorAll('nav.main a')].map((each) => each.textContent)",
      );
      const own = ['Overview', 'Playground', 'Generations', 'Keys', 'Account', 'Callbacks', 'Settings'];
      assert.deepEqual(places, [...own, 'Documentation']);
      for (const path of ['channels', 'prices', 'verification', 'accounts']) {
        await page.goto(`${site.gateway.url}/console/${path}`);
        await page.waitForSelector('main .empty');
        assert.match(await page.textContent('main'), /There is no such page/, path);
      }
      for (const path of ['', 'playground', 'generations', 'keys', 'account', 'callbacks', 'settings']) {
        await visit(path);
        assert.equal(await page.evaluate("document.querySelectorAll('[role=alert]').length"), 0, path);
        assert.deepEqual(await accessibilityProblems(page), [], path);
      }
    });

    it('makes a picture on its own account, and finds it and its cost again', async () => {
      await visit('generations');
      assert.doesNotMatch(await page.textContent('main'), /somebody else/);
      await visit('playground');
      await page.fill('textarea', 'A plantain in a shop window');
      await page.click('button[type=submit]');
      await page.waitForSelector('.result-images img', { timeout: 60_000 });
      await visit('generations');
      await page.click('td.prompt a:has-text("shop window")');
      await page.waitForSelector('.result-images img');
      await visit('account');
      await page.waitForSelector('td:text-is("Charge")');
      await shoot(page, 'account-light-1280');
    });

    it('sees who was told of its generations', async () => {
      const { id } = await askAs<{ id: string }>(page, 'POST', '/v1/generations', {
        ...order,
        prompt: 'told to a till',
        callback_url: `${site.gateway.upstream.url}/till`,
      });
      await visit('callbacks');
      await page.waitForSelector(`td.prompt:has-text("/till")`);
      await page.waitForSelector('button:text-is("New secret")');
      await page.click('td button:text-is("Attempts")');
      await page.waitForSelector('dialog p:has-text("/till")');
      await page.keyboard.press('Escape');
      await page.click('td a');
      await page.waitForSelector(`h2:text-is("${id}")`);
    });

    it('makes a key of its own, once shown', async () => {
      await visit('keys');
      await page.click('.page-head button.primary');
      await page.fill('dialog input[name=name]', 'till');
      await page.fill('dialog input[name=per_minute]', '30');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog pre');
      const key = await page.textContent('dialog pre');
      await page.keyboard.press('Escape');
      await until(page, "document.querySelector('tbody')?.textContent.includes('30 a minute')");
      const headers = { authorization: `Bearer ${key}` };
      assert.equal((await fetch(`${site.gateway.url}/v1/models`, { headers })).status, 200);
    });
  });
}
