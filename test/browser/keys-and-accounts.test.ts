import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

interface KeyView {
  readonly id: string;
  readonly name: string;
  readonly budget: unknown;
  readonly expires_at: string;
  readonly models: readonly string[] | null;
}

for (const engine of consoleEngines()) {
  describe(`keys and accounts in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    before(async () => {
      site = await openConsole(engine);
    });
    after(() => site.close());

    it('save of a key only what was changed: budgets of nothing, totals and times stay as they are', async () => {
      const { page, visit } = site;
      const made = await askAs<KeyView>(page, 'POST', '/admin/keys', {
        name: 'with care',
        mode: 'test',
        budget: { day_micros: 0, total_micros: 1_234_567 },
        expires_at: '2099-03-04T05:06:07.000Z',
        models: ['nano-banana-pro', 'nano-banana'],
      });
      await visit('keys');
      await page.click('tr:has-text("with care") button:has-text("Edit")');
      await page.waitForSelector('dialog input[name=name]');
      await page.fill('dialog input[name=name]', 'with more care');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      const { name, ...kept } = await askAs<KeyView>(page, 'GET', `/admin/keys/${made.id}`);
      assert.equal(name, 'with more care');
      assert.deepEqual(kept.budget, { day_micros: 0, month_micros: null, total_micros: 1_234_567 });
      assert.equal(kept.expires_at, '2099-03-04T05:06:07.000Z');
      assert.deepEqual(kept.models, made.models);
      assert.match(await page.textContent('tr:has-text("with more care")'), /\$0\.00 test a day/);
    });

    it('change one budget beside the others, and take one away', async () => {
      const { page, visit } = site;
      await visit('keys');
      await page.click('tr:has-text("with more care") button:has-text("Edit")');
      await page.fill('dialog input[name=total]', '2.5');
      await page.fill('dialog input[name=day]', '');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      const { data } = await askAs<{ data: KeyView[] }>(page, 'GET', '/admin/keys');
      assert.deepEqual(data.find(({ name }) => name === 'with more care')?.budget, {
        day_micros: null,
        month_micros: null,
        total_micros: 2_500_000,
      });
    });

    it('give a key the rights only operators give, disable it, and enable it again', async () => {
      const { page, visit } = site;
      const row = 'tr:has-text("steward")';
      // A key that manages others has no limits of its own.
      const { id } = await askAs<KeyView>(page, 'POST', '/admin/keys', { name: 'steward', mode: 'test' });
      const seen = () => askAs<KeyView>(page, 'GET', `/admin/keys/${id}`);
      await visit('keys');
      const before = await seen();
      const press = async (names: readonly string[]) => {
        await page.click(`${row} button:has-text("Edit")`);
        for (const name of names) await page.click(`dialog input[name=${name}]`);
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('dialog', { state: 'detached' });
      };
      await press(['disabled', 'pin_channels', 'manage_keys']);
      await page.waitForSelector(`${row} .pill:text-is("disabled")`);
      assert.match(await page.textContent(row), /manages keys · chooses channels/);
      const changed = { disabled: true, pin_channels: true, manage_keys: true };
      assert.deepEqual(await seen(), { ...before, ...changed, disabled_by: 'operator' });
      await press(['disabled', 'pin_channels', 'manage_keys']);
      await page.waitForSelector(`${row} .pill:text-is("active")`);
      assert.deepEqual(await seen(), before);
    });

    it('rotate a key once, however often it is pressed, and revoke it', async () => {
      const { page, visit } = site;
      await visit('keys');
      let asked = 0;
      await page.route('**/rotate', (route) => {
        asked += 1;
        return route.continue();
      });
      // Two presses before the first is answered, as impatient fingers do.
      await page.evaluate(
        "[...document.querySelectorAll('button')].filter((each) => each.textContent === 'Rotate').map((each) => (each.click(), each.click()))",
      );
      await page.waitForSelector('dialog pre');
      assert.equal(asked, 1, 'a key is rotated once');
      await page.unroute('**/rotate');
      assert.match(await page.textContent('dialog pre'), /^pt_test_/);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      site.open.agreeing = true;
      await page.click('tr:has-text("with more care") button:has-text("Revoke")');
      await until(page, "document.querySelector('main').textContent.includes('revoked')");
    });

    it('give an account money once when the answer to the first try was lost', async () => {
      const { page, visit } = site;
      const account = await askAs<{ id: string }>(page, 'POST', '/admin/accounts', {
        name: 'A shop',
        kind: 'prepaid',
      });
      await visit('accounts');
      await page.click('tr:has-text("A shop") button:text-is("Statement")');
      await page.waitForSelector('input[name=amount]');
      await page.fill('input[name=amount]', '1234.567891');
      await page.fill('input[name=reason]', 'a bill');
      site.open.agreeing = true;
      let tries = 0;
      await page.route('**/top-ups', async (route) => {
        tries += 1;
        if (tries > 1) return route.continue();
        // The gateway did it, and the browser never hears of it.
        await route.fetch();
        await route.abort();
      });
      await page.click('form.row button[type=submit]');
      await page.waitForSelector('[role=alert]');
      await page.click('form.row button[type=submit]');
      await until(page, "document.querySelector('input[name=amount]').value === ''");
      const { balances } = await askAs<{ balances: { test: { available_micros: number } } }>(
        page,
        'GET',
        `/admin/accounts/${account.id}`,
      );
      assert.equal(tries, 2);
      assert.equal(balances.test.available_micros, 1_234_567_891);
      await page.waitForSelector('td.number:text-is("$1,234.567891 test")');
      await page.unroute('**/top-ups');
    });

    it('rename an account and show what each has left', async () => {
      const { page, visit } = site;
      await visit('accounts');
      await page.waitForSelector('tr:has-text("A shop") td:text-is("$1,234.567891 test")');
      await page.click('tr:has-text("A shop") button:text-is("Edit")');
      await page.fill('dialog input[name=name]', 'A shop by the sea');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.waitForSelector('tr:has-text("A shop by the sea") .pill:text-is("prepaid")');
    });

    it('narrow what is shown to one account', async () => {
      const { page, visit } = site;
      await visit('keys');
      await page.selectOption('.account-switch select', { label: 'A shop by the sea' });
      await page.waitForSelector('main .empty');
      await page.click('main .empty button');
      await page.fill('dialog input[name=name]', 'of the shop');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog pre');
      await page.keyboard.press('Escape');
      await until(page, "document.querySelectorAll('tbody tr').length === 1");
      await page.selectOption('.account-switch select', { label: 'All accounts' });
      await until(page, "document.querySelectorAll('tbody tr').length > 1");
    });
  });
}
