import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const focused = (selector: string) => `document.activeElement?.matches(${JSON.stringify(selector)})`;

for (const engine of consoleEngines()) {
  describe(`accounts in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    before(async () => {
      site = await openConsole(engine);
      await askAs(site.page, 'POST', '/admin/accounts', { name: 'A shop', kind: 'prepaid' });
    });
    after(() => site.close());

    it('say which books are shown, call the sandbox’s money test money, and lead to the others', async () => {
      const { page, visit } = site;
      await visit('accounts');
      await page.waitForSelector('main [role=status]:has-text("These are the test books")');
      await page.waitForSelector('tr:has-text("A shop") td:text-is("$0.00 test")');
      await page.click('main [role=status] button');
      await page.waitForSelector('main [role=status]:has-text("These are the live books")');
      await page.waitForSelector('tr:has-text("A shop") td:text-is("$0.00")');
      await page.click('main [role=status] button');
      await page.waitForSelector('tr:has-text("A shop") td:text-is("$0.00 test")');
    });

    it('put money in from their row, at the amount', async () => {
      const { page, visit } = site;
      await visit('accounts');
      await page.click('tr:has-text("A shop") button:text-is("Top up")');
      await until(page, focused('input[name=amount]'));
      await page.keyboard.type('12.5');
      await page.fill('input[name=reason]', 'a bill');
      site.open.agreeing = true;
      await page.click('form.row button[type=submit]');
      await page.waitForSelector('tr:has-text("A shop") td:text-is("$12.50 test")');
    });

    it('show the percentage of the prices they pay, which all but the default account may have', async () => {
      const { page, visit } = site;
      await visit('accounts');
      await page.click('tr:has-text("A shop") button:text-is("Edit")');
      await until(page, focused('dialog input[name=name]'));
      await until(page, `document.querySelector('dialog input[name=percent]')?.value === '100'`);
      await page.fill('dialog input[name=percent]', '87.5');
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        await shoot(page, `${engine.name}-account-percent-${width}`);
      }
      await page.keyboard.press('Enter');
      await page.waitForSelector('tr:has-text("A shop"):has-text("87.5% of the list")');
      await page.click('tr:has-text("Default") button:text-is("Edit")');
      await until(page, focused('dialog input[name=name]'));
      assert.ok(await page.evaluate("document.querySelector('dialog input[name=percent]') === null"));
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
    });

    it('are named on each row of a list of them all, and on none of a list of one', async () => {
      const { page, visit } = site;
      const order = { model: 'nano-banana-2', resolution: '0.5K', prompt: 'A shop window', wait: 60 };
      await askAs(page, 'POST', '/v1/generations', order);
      await askAs(page, 'POST', '/admin/keys', { mode: 'test', name: 'a key of the default account' });
      const lists = { generations: 'td.prompt .owner', keys: 'td:has(code) .owner' };
      const choose = '.account-switch select';
      for (const [list, owner] of Object.entries(lists)) {
        await visit(list);
        await page.waitForSelector(owner);
        for (const width of [390, 1280]) {
          await page.setViewportSize({ width, height: 800 });
          await shoot(page, `${engine.name}-owners-of-${list}-${width}`);
        }
        await page.selectOption(choose, 'default');
        await page.waitForSelector(owner, { state: 'detached' });
        await page.selectOption(choose, '');
        await page.waitForSelector(owner);
      }
    });

    it('begin a dialog on a phone at its first field, and give the focus back however it is closed', async () => {
      const { page, visit } = site;
      await page.setViewportSize({ width: 390, height: 800 });
      await visit('accounts');
      const opener = '.page-head button.primary';
      for (const close of ['Escape', 'cross', 'save'] as const) {
        await page.click(opener);
        await until(page, focused('dialog input[name=name]'));
        if (close === 'Escape') await page.keyboard.press('Escape');
        else if (close === 'cross') await page.click('dialog button.plain');
        else {
          await page.fill('dialog input[name=name]', 'Another shop');
          await page.keyboard.press('Enter');
        }
        await page.waitForSelector('dialog', { state: 'detached' });
        assert.ok(await page.evaluate(focused(opener)), close);
      }
      await page.click('.menu-button');
      await page.waitForSelector('.side.open');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.side:not(.open)');
      assert.ok(await page.evaluate(focused('.menu-button')), 'menu');
      await page.setViewportSize({ width: 1280, height: 900 });
    });

    it('say what to do next when something did not work', async () => {
      const { page, visit } = site;
      await visit('accounts');
      await page.click('.page-head button.primary');
      await page.fill('dialog input[name=name]', 'A third shop');
      await page.route('**/admin/accounts', (route) => route.abort());
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog [role=alert]:has-text("see whether it runs")');
      await page.unroute('**/admin/accounts');
      await page.keyboard.press('Escape');
      await visit('generations/gen_none');
      await page.waitForSelector('main [role=alert]:has-text("may have been removed")');
    });
  });
}
