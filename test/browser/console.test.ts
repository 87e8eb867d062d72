import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

for (const engine of consoleEngines()) {
  describe(`the console in a browser, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;

    before(async () => {
      site = await openConsole(engine);
      page = site.page;
    });
    after(() => site.close());

    it('makes a first image from the first start in four actions', async () => {
      assert.ok(!page.url().includes('sign-in'), 'the token is gone from the address');
      await page.click('nav.main a[href="/console/playground"]');
      await page.fill('textarea', 'A plantain on a turquoise table');
      await page.click('button[type=submit]');
      await page.waitForSelector('.result-images img', { timeout: 60_000 });
      assert.deepEqual(site.open.complaints, []);
    });

    it('leads to the receipt of a picture though live was chosen meanwhile', async () => {
      await page.click('.modes button:text-is("Live")');
      await page.click('.result a:text-is("Receipt")');
      await page.waitForSelector('.result-images img');
      await page.waitForSelector('.modes button[aria-pressed=true]:text-is("Test")');
      assert.deepEqual(site.open.complaints, []);
      const receipt = page.url();
      await page.click('.modes button:text-is("Live")');
      await page.waitForSelector('h1:text-is("Generations")');
      await page.goto(receipt);
      await page.waitForSelector('.result-images img');
      site.open.complaints.length = 0;
    });

    it('shows what happens as it happens, and what happened over longer times', async () => {
      await site.visit('');
      const requests = '.tile:first-child strong';
      assert.equal(await page.textContent(requests), '1');
      await askAs(page, 'POST', '/v1/generations', {
        model: 'nano-banana-2',
        prompt: 'a boat',
        resolution: '0.5K',
        wait: 60,
      });
      await until(page, `document.querySelector('${requests}').textContent === '2'`);
      for (const range of ['Last 24 hours', 'Last 7 days', 'Last 30 days']) {
        await page.click(`.ranges button:has-text("${range}")`);
        await page.waitForSelector(`h2:has-text("Requests · ${range}")`);
        assert.equal(await page.textContent(requests), '2', range);
      }
      await page.waitForSelector('.chart[role=img] canvas');
      const said = await page.evaluate<string>("document.querySelector('.chart').getAttribute('aria-label')");
      assert.match(said, /Requests: 2 now, at most 2\./);
      assert.match(
        await page.textContent('.charts .card:first-child .u-legend'),
        /When:?\s*\w+ \d+.*Requests:?\s*2/,
        'the legend names the newest figures before anything is pointed at',
      );
      await page.click('.charts .card:first-child button:has-text("Show the figures")');
      assert.match(await page.textContent('.charts .card:first-child .wide tbody'), /2/);
    });

    it('makes a key by keyboard alone, and shows it once', async () => {
      await site.visit('keys');
      await page.evaluate("document.querySelector('.page-head button.primary').focus()");
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog input[name=name]');
      for (let steps = 0; steps < 20; steps += 1) {
        if ((await page.evaluate('document.activeElement?.getAttribute("name")')) === 'name') break;
        await page.keyboard.press('Tab');
      }
      await page.keyboard.type('by keyboard');
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog pre');
      const key = await page.textContent('dialog pre');
      assert.match(key, /^pt_test_/);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      assert.ok(!(await page.textContent('main')).includes(key));
      const headers = { authorization: `Bearer ${key}` };
      const answer = await fetch(`${site.gateway.url}/v1/models`, { headers });
      assert.equal(answer.status, 200);
    });

    it('changes a price after showing its effect, and adds a channel by its provider’s form', async () => {
      await site.visit('prices');
      await page.waitForSelector('td button.small');
      await page.click('td button.small');
      await page.fill('dialog input', '0.5');
      await page.waitForSelector('dialog [role=status] td:has-text("$0.50")');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await until(page, "document.querySelector('main').textContent.includes('$0.50')");

      await site.visit('channels');
      await page.click('.page-head button.primary');
      await page.waitForSelector('dialog input[name=id]');
      await page.selectOption('dialog select', 'gemini-api');
      await page.fill('dialog input[name=id]', 'second');
      await page.fill('dialog input[name=base_url]', site.gateway.upstream.url);
      await page.fill('dialog textarea[name=credential]', 'canary-console-credential');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await until(page, "document.querySelector('main').textContent.includes('second')");
      assert.ok(!(await page.textContent('main')).includes('canary-console'));
    });

    it('tells of the price for all what it does to those images alone that it prices', async () => {
      const order = { model: 'nano-banana-2', prompt: 'a boat', resolution: '0.5K', wait: 60 };
      await askAs(page, 'POST', '/v1/generations', { ...order, strategy: 'official' });
      await site.visit('prices');
      const card = 'main section:has(h2:text-matches("· nano-banana-2$"))';
      const effect = async () => {
        await page.click(`${card} tr:has(td:text-is("All")) button`);
        await page.fill('dialog input', '0.7');
        await page.waitForSelector('dialog [role=status] p');
        const said = await page.textContent('dialog [role=status] p');
        await page.keyboard.press('Escape');
        await page.waitForSelector('dialog', { state: 'detached' });
        return said;
      };
      assert.match(await effect(), /The newest 3 images/);
      const tiers = { '0.5K': 900_000, '1K': 900_000, '2K': 900_000, '4K': 900_000 };
      const price = { unit: 'image', tiers };
      await askAs(page, 'POST', '/admin/prices', { model: 'nano-banana-2', strategy: 'official', price });
      await page.reload();
      assert.match(await effect(), /The newest 2 images/);
      const own = `${card} tr:has(td:text-is("official"))`;
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await shoot(page, `${engine.name}-own-price-${width}`);
      }
      site.open.agreeing = true;
      await page.click(`${own} button.danger`);
      await page.waitForSelector(own, { state: 'detached' });
      site.open.agreeing = false;
      assert.match(await effect(), /The newest 3 images/);
    });

    it('speaks three languages, and signs out on the server', async () => {
      await site.visit('');
      await page.selectOption('.side-foot select.language', 'ja');
      await until(page, "document.querySelector('h1').textContent === '概要'");
      assert.equal(await page.evaluate('document.documentElement.lang'), 'ja');
      await page.selectOption('.side-foot select.language', 'zh');
      await until(page, "document.querySelector('h1').textContent === '概览'");
      await page.selectOption('.side-foot select.language', 'en');
      await page.click('.side-foot > button');
      await page.waitForSelector('input[name=password]');
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.deepEqual(site.open.foreign, [], 'nothing was asked of another origin');
    });
  });
}
