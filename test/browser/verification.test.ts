import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

for (const engine of consoleEngines()) {
  describe(`checks in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine);
      page = site.page;
      await site.visit('verification');
    });
    after(() => site.close());

    it('are quoted before they are started, and show how far they are', async () => {
      await page.selectOption('select[name=channel]', 'sandbox');
      await page.selectOption('select[name=model]', 'nano-banana');
      await page.click('form button[type=submit]');
      await page.waitForSelector('[role=status]:has-text("requests for")');
      assert.match(
        await page.textContent('[role=status]:has-text("requests for")'),
        /\d+ requests for \d+ rows/,
      );
      await page.click('button:text-is("Start")');
      await page.waitForSelector('table progress, .pill:text-is("finished")', { timeout: 60_000 });
    });

    it('fill the picture of the capability table, with the image behind a cell', async () => {
      const cell = 'tr:has-text("nano-banana") .share:has(.swatch.sandbox)';
      await page.waitForSelector(cell, { timeout: 120_000 });
      await page.click(cell);
      await page.waitForSelector('.cells button.sandbox');
      await shoot(page, 'verification-run-light-1280');
      // Not every row makes a picture, and rows come while the checks run: looked through until one of them has it.
      let isSeen = false;
      const lastLook = Date.now() + 120_000;
      for (let index = 0; !isSeen && Date.now() < lastLook; index += 1) {
        const buttons = "document.querySelectorAll('.cells button.sandbox')";
        await page.evaluate(`${buttons}[${index} % ${buttons}.length].click()`);
        await page.waitForSelector('dialog .facts');
        isSeen = await page.evaluate("document.querySelector('dialog .evidence img') !== null");
        if (isSeen) {
          await until(page, "document.querySelector('dialog .evidence img').naturalWidth > 0");
          await shoot(page, 'evidence-light-1280');
          assert.deepEqual(await accessibilityProblems(page), []);
        }
        await page.keyboard.press('Escape');
        await page.waitForSelector('dialog', { state: 'detached' });
      }
      assert.ok(isSeen, 'a verified row shows its picture');
    });

    it('never let what passed in the sandbox look like what passed live, with colours or without', async () => {
      assert.match(await page.textContent('.legend'), /verified in the sandbox only ◇/);
      assert.equal(
        await page.evaluate("document.querySelectorAll('.share .swatch.good, .cells .good').length"),
        0,
      );
      const share = '.share[aria-pressed=true]';
      assert.match(
        await page.textContent(share),
        /: 0 of \d+ verified, [1-9]\d* in the sandbox only, \d+ failing/,
      );
      assert.match(await page.textContent(`${share} small`), /^0\/\d+ · ◇\s\d+/);
      assert.equal(await page.textContent('.cells button.sandbox'), '◇');
      for (const [colorScheme, width] of [
        ['dark', 390],
        ['dark', 1280],
        ['light', 390],
        ['light', 1280],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await shoot(page, `${engine.name}-sandbox-passes-${colorScheme}-${width}`);
        assert.deepEqual(await accessibilityProblems(page), []);
      }
    });

    it('can be stopped, and gone on with', async () => {
      await page.click('td button:text-is("Cancel")');
      await page.waitForSelector('.pill:text-is("cancelled")', { timeout: 60_000 });
      await until(
        page,
        `(document.querySelector('td button.small')?.textContent === 'Go on' && document.querySelector('td button.small').click(),
          document.querySelector('table progress') !== null)`,
        60_000,
      );
      await page.click('td button:text-is("Cancel")');
      await page.waitForSelector('.pill:text-is("cancelled")', { timeout: 60_000 });
    });

    it('ask what a run on a live channel may cost before it goes on', async () => {
      const { id } = await askAs<{ id: string }>(page, 'POST', '/admin/verification/runs', {
        channel: 'upstream',
        models: ['nano-banana'],
        contracts: ['generations'],
        features: ['text-to-image'],
        cap_usd: '0',
      });
      const row = 'tbody tr:has(td:text-is("upstream"))';
      await page.waitForSelector(`${row} .pill:text-is("out of money")`, { timeout: 60_000 });
      await page.click(`${row} button:text-is("Go on")`);
      await page.waitForSelector('dialog input[name=cap]');
      for (const [colorScheme, width] of [
        ['dark', 390],
        ['light', 1280],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await shoot(page, `${engine.name}-resume-${width}`);
        assert.deepEqual(await accessibilityProblems(page), []);
      }
      await page.fill('dialog input[name=cap]', '5');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.waitForSelector(`${row} .pill:text-is("finished")`, { timeout: 60_000 });
      const run = await askAs<{ cap_usd: string }>(page, 'GET', `/admin/verification/runs/${id}`);
      assert.equal(Number(run.cap_usd), 5);
      await page.waitForSelector('.share:has(.swatch.good)', { timeout: 60_000 });
    });
  });
}
