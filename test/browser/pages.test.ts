import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Page, until } from './browser.test.kit.ts';
import {
  type ConsoleSite,
  consoleEngines,
  consolePages,
  fillConsole,
  openConsole,
} from './console-site.test.kit.ts';

for (const engine of consoleEngines()) {
  describe(`every page of the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;

    before(async () => {
      site = await openConsole(engine);
      page = site.page;
      await fillConsole(page);
    });
    after(() => site.close());

    it('shows hostile prompts of 20,000 characters as the text they are', async () => {
      await page.setViewportSize({ width: 1280, height: 900 });
      await site.visit('generations');
      await until(page, "document.querySelectorAll('td.prompt a').length === 3");
      await page.click('td.prompt a:has-text("<img src=x")');
      await page.waitForSelector('.words');
      assert.ok((await page.textContent('.words')).startsWith('<img src=x'));
      assert.equal(
        await page.evaluate("document.querySelectorAll('main script, main img[src=x]').length"),
        0,
      );
      assert.equal(
        await page.evaluate("getComputedStyle(document.querySelector('.words')).unicodeBidi"),
        'isolate',
      );
      assert.deepEqual(
        site.open.complaints.filter((text) => text.startsWith('dialog')),
        [],
      );
    });

    it('says what went wrong when the gateway fails, and asks again on demand', async () => {
      const answer = {
        status: 500,
        contentType: 'application/json',
        body: '{"detail":"The store is away."}',
      };
      await page.route(/console\/api\/(?!session)/, (route) => route.fulfill(answer));
      for (const path of consolePages) {
        await page.goto(`${site.gateway.url}/console/${path}`);
        await page.waitForSelector('[role=alert]', { timeout: 60_000 });
        assert.match(await page.textContent('[role=alert]'), /The store is away\./, path);
      }
      await page.goto(`${site.gateway.url}/console/keys`);
      await page.waitForSelector('[role=alert]', { timeout: 60_000 });
      await page.unroute(/console\/api\/(?!session)/);
      await page.click('[role=alert] button');
      await page.waitForSelector('[role=alert]', { state: 'detached' });
    });

    it('stays open, with what was written into it, when the gateway is away for a moment', async () => {
      await site.visit('keys');
      await page.click('.page-head button.primary');
      await page.fill('dialog input[name=name]', 'half-written');
      let asked = 0;
      await page.route('**/console/api/session', (route) => {
        asked += 1;
        return route.abort();
      });
      // As when the window is looked at again. Three tries fail for good; the fourth comes after that was seen.
      for (const endMs = performance.now() + 30_000; asked < 4; ) {
        assert.ok(performance.now() < endMs, `the session was asked for ${asked} times`);
        await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
      }
      await page.unroute('**/console/api/session');
      assert.equal(
        await page.evaluate("document.querySelector('dialog input[name=name]').value"),
        'half-written',
      );
      await page.keyboard.press('Escape');
    });

    it('takes a link out of the address that was not needed', async () => {
      await page.goto(`${site.gateway.url}/console/keys#sign-in=0123456789abcdef`);
      await page.reload();
      await page.waitForSelector('nav.main');
      assert.ok(page.url().endsWith('/console/keys'), page.url());
    });

    it('comes with its first page in at most 250 kB, compressed', async () => {
      await site.visit('');
      await page.waitForSelector('.tile');
      const bytes = await page.evaluate<number>(
        `['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
      );
      assert.ok(bytes > 50_000 && bytes < 250_000, `${bytes} bytes`);
    });

    it('is walked and used by keyboard alone, from the way past the menu to a picture looked at closely', async () => {
      await site.visit('playground');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
      await page.keyboard.press('Enter');
      const reach = async (expression: string) => {
        for (let steps = 0; steps < 80; steps += 1) {
          if (await page.evaluate<boolean>(expression)) return;
          await page.keyboard.press('Tab');
        }
        throw new Error(`never reached by Tab: ${expression}`);
      };
      await reach("document.activeElement.tagName === 'TEXTAREA'");
      await page.keyboard.type('A plantain by keyboard');
      await reach("document.activeElement.name === 'resolution'");
      await page.keyboard.press('ArrowRight');
      await reach("document.activeElement.type === 'submit'");
      await page.keyboard.press('Enter');
      await page.waitForSelector('.result-images img', { timeout: 60_000 });
      await reach("document.activeElement.classList.contains('picture-button')");
      await page.keyboard.press('Enter');
      await page.waitForSelector('dialog .zoom-room img');
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
    });

    it('asks no other origin for anything', () => {
      assert.deepEqual(site.open.foreign, []);
    });
  });
}
