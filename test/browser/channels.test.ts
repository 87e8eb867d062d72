import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Page, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

interface ChannelView {
  readonly id: string;
  readonly priority: number;
  readonly cost: Record<string, { tiers_micros: Record<string, number> }>;
  readonly limits: { readonly concurrency: number | null };
}

for (const engine of consoleEngines()) {
  describe(`channels in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine);
      page = site.page;
      for (const id of ['first', 'second', 'third']) {
        await askAs(page, 'POST', '/admin/channels', {
          id,
          provider: 'gemini-api',
          base_url: site.gateway.upstream.url,
          credential: `canary-${id}`,
        });
      }
      await askAs(page, 'POST', '/admin/channel-order', { ids: ['first', 'second', 'third'] });
      // Both ends of a drag on one screen.
      await page.setViewportSize({ width: 1280, height: 2_000 });
      await site.visit('channels');
    });
    after(() => site.close());

    const titles = "[...document.querySelectorAll('.channels h2')].map((each) => each.textContent)";
    const order = () =>
      page.evaluate<string[]>(`${titles}.filter((name) => /^(first|second|third)$/.test(name))`);
    const becomes = (names: readonly string[]) =>
      until(page, `${titles}.filter((name) => /first|second|third/.test(name)).join() === '${names.join()}'`);
    const card = (id: string) => `.channels li:has(h2:text-is("${id}"))`;

    it('are put in order by dragging', async () => {
      assert.deepEqual(await order(), ['first', 'second', 'third']);
      await page.dragAndDrop(`${card('third')} .grab h2`, `${card('first')} h2`);
      await becomes(['third', 'first', 'second']);
      await page.reload();
      await becomes(['third', 'first', 'second']);
    });

    it('are put in order by keyboard, and the new place is said', async () => {
      await page.evaluate(`document.querySelector('[aria-label="Move down: third"]').focus()`);
      await page.keyboard.press('Enter');
      await becomes(['first', 'third', 'second']);
      await until(page, "document.body.textContent.includes('third is now 2 of 3.')");
    });

    it('are tested for free and with a picture, paused and drained', async () => {
      await page.click(`${card('first')} button:has-text("Test for free")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("works")`, { timeout: 60_000 });
      await page.click(`${card('first')} button:has-text("Test with a small image")`);
      await page.waitForSelector(`${card('first')} td:has-text("MB")`, { timeout: 60_000 });
      await page.click(`${card('first')} button:text-is("Pause")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("paused")`);
      await page.click(`${card('first')} button:text-is("Enable")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("enabled")`);
      await page.click(`${card('first')} button:text-is("Drain")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("draining")`);
    });

    it('are given costs and limits in a form that keeps what it does not show', async () => {
      await page.click(`${card('second')} button:text-is("Edit")`);
      await page.fill('dialog input[name=concurrency]', '7');
      await page.click('dialog summary');
      await page.fill('dialog input[name="cost nano-banana-2 1K"]', '0.039');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      const seen = await askAs<ChannelView>(page, 'GET', '/admin/channels/second');
      assert.equal(seen.limits.concurrency, 7);
      assert.equal(seen.cost['nano-banana-2']?.tiers_micros['1K'], 39_000);
      await page.waitForSelector(`${card('second')} summary`);
      await page.click(`${card('second')} summary`);
      assert.match(await page.textContent(card('second')), /\$0\.039/);
      assert.ok(!(await page.textContent('main')).includes('canary-'));
    });
  });
}
