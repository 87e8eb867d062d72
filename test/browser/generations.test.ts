import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Page, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const order = { model: 'nano-banana-2', resolution: '0.5K', wait: 60 };

for (const engine of consoleEngines()) {
  describe(`generations in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine);
      page = site.page;
      const prompts = ['A blue boat', '#emulate(status, code=400) a lake'];
      const { images } = await askAs<{ images: { url: string }[] }>(page, 'POST', '/v1/generations', {
        ...order,
        prompt: 'A red boat',
      });
      await askAs(page, 'POST', '/v1/generations', {
        ...order,
        prompt: 'The same at night',
        references: images.map(({ url }) => url),
        strategy: 'official',
        search: true,
      });
      for (const prompt of prompts) await askAs(page, 'POST', '/v1/generations', { ...order, prompt });
    });
    after(() => site.close());

    const rows = (count: number) => until(page, `document.querySelectorAll('td.prompt').length === ${count}`);

    it('are found by words and by how they ended, in an address that can be opened again', async () => {
      await site.visit('generations');
      await rows(4);
      await until(
        page,
        "[...document.querySelectorAll('.thumbs img')].every((each) => each.naturalWidth > 0)",
      );
      await page.fill('input[name=text]', 'blue');
      await page.keyboard.press('Enter');
      await rows(1);
      assert.match(page.url(), /\?text=blue$/);
      await page.reload();
      await rows(1);
      await page.fill('input[name=text]', '');
      await page.keyboard.press('Enter');
      await page.selectOption('select[name=state]', 'failed');
      await rows(1);
      assert.match(await page.textContent('td.prompt'), /a lake/);
      await page.selectOption('select[name=state]', '');
      await page.selectOption('select[name=contract]', { label: 'Model Context Protocol' });
      await page.waitForSelector('.empty button');
      await page.selectOption('select[name=contract]', { label: 'Generations' });
      await rows(4);
      await page.selectOption('select[name=model]', 'nano-banana-pro');
      await page.waitForSelector('.empty button');
      await page.click('.empty button');
      await rows(4);
    });

    it('are shown as pictures', async () => {
      await page.click('button:text-is("Gallery")');
      await until(page, "document.querySelectorAll('.gallery img').length === 3");
      await page.click('.gallery a:has-text("red boat")');
      await page.waitForSelector('.result-images img');
    });

    it('tell how they were routed, what they took and cost, and what their client was told', async () => {
      await site.visit('generations');
      await page.click('td.prompt a:has-text("red boat")');
      await page.waitForSelector('h2:text-is("Routing")');
      const text = await page.textContent('main');
      assert.match(text, /serves live keys only/);
      assert.match(text, /Given back\$/);
      await page.waitForSelector('.track .bar');
      await page.click('summary:has-text("Response to the client")');
      await page.waitForSelector('details[open] pre:has-text("A red boat")');
      await page.click('button:text-is("Same settings again")');
      await page.waitForSelector('textarea');
      assert.equal(await page.evaluate("document.querySelector('textarea').value"), 'A red boat');
      assert.equal(
        await page.evaluate(
          "document.querySelector('input[name=resolution]:checked').parentElement.textContent",
        ),
        '0.5K',
      );
    });

    it('are ordered again as they were, references, strategy and search among it', async () => {
      await site.visit('generations');
      await page.click('td.prompt a:has-text("at night")');
      await page.click('button:text-is("Same settings again")');
      await page.waitForSelector('.reference img');
      const chosen = (name: string) =>
        page.evaluate<string>(
          `document.querySelector('input[name=${name}]:checked').parentElement.textContent`,
        );
      assert.equal(await chosen('strategy'), 'official');
      assert.equal(await page.evaluate("document.querySelector('.check input').checked"), true);
      await page.click('button[type=submit]');
      await page.waitForSelector('.result-images img', { timeout: 60_000 });
    });

    it('are refunded once, in part or whole, with a reason', async () => {
      await site.visit('generations');
      await page.click('td.prompt a:has-text("blue boat")');
      await page.click('button:text-is("Refund")');
      await page.fill('dialog input[name=amount]', '0.01');
      await page.fill('dialog input[name=reason]', 'a boat too many');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.click('button:text-is("Refund")');
      await page.fill('dialog input[name=reason]', 'once more');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog [role=alert]:has-text("refunded before")');
      await site.visit('accounts');
      await page.click('td button:text-is("Statement")');
      await page.waitForSelector('tr:has-text("Refund") td:text-is("$0.01")');
    });

    it('tell why they failed, with the words of the upstream for operators', async () => {
      await site.visit('generations?state=failed');
      await page.click('td.prompt a');
      await page.waitForSelector('main [role=alert]');
      await page.waitForSelector('.why code');
      await page.click('summary:has-text("own words")');
      await page.waitForSelector('details[open] .words');
    });
  });
}
