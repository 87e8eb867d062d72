import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const password = 'a long enough password';

for (const engine of consoleEngines()) {
  describe(`signing in to the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    let owner: string;
    before(async () => {
      site = await openConsole(engine);
      page = site.page;
      owner = (await askAs<{ name: string }>(page, 'GET', '/session')).name;
      await askAs(page, 'POST', '/password', { password });
      await askAs(page, 'POST', '/v1/generations', {
        model: 'nano-banana-2',
        resolution: '0.5K',
        prompt: 'a prompt of the owner',
        wait: 60,
      });
    });
    after(() => site.close());

    const invite = async () => {
      const person = { name: `guest ${Math.random()}`, role: 'viewer' };
      return (await askAs<{ link: string }>(page, 'POST', '/users', person)).link;
    };
    // A tab that is looked at again asks for what may be old by now.
    const lookAgain = "window.dispatchEvent(new Event('visibilitychange'))";
    /** As when a session has run out: the page learns it from the next answer. */
    const endSession = async () => {
      await askAs(page, 'POST', '/sign-out');
      await until(page, `(${lookAgain}, document.querySelector('input[name=password]'))`);
    };
    const signIn = async (secret: string) => {
      await page.fill('input[name=password]', secret);
      await page.click('button[type=submit]');
    };

    it('shows whoever comes next nothing of what was shown before', async () => {
      await site.visit('generations');
      await page.waitForSelector('td.prompt:has-text("a prompt of the owner")');
      const link = await invite();
      await endSession();
      let letGo = () => {};
      const isHeld = new Promise<void>((done) => {
        letGo = done;
      });
      await page.route('**/console/api/generations?*', async (route) => {
        await isHeld;
        await route.continue();
      });
      await page.evaluate(`location.hash = ${JSON.stringify(link.slice(link.indexOf('#')))}`);
      await page.waitForSelector('h1:text-is("Generations")');
      assert.doesNotMatch(await page.textContent('main'), /a prompt of the owner/);
      letGo();
      await page.waitForSelector('td.prompt:has-text("a prompt of the owner")');
      await page.unroute('**/console/api/generations?*');
    });

    it('says that a password is wrong, and keeps the name', async () => {
      await endSession();
      await page.fill('input[name=name]', owner);
      await signIn('not the password');
      await page.waitForSelector('[role=alert]:has-text("do not belong together")');
      assert.doesNotMatch(await page.textContent('[role=alert]'), /session has ended/);
      assert.equal(await page.evaluate("document.querySelector('input[name=name]').value"), owner);
      await shoot(page, `${engine.name}-wrong-password`);
      const asked =
        "performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/session')).length";
      const before = await page.evaluate<number>(asked);
      await until(page, `(${lookAgain}, ${asked} > ${before})`);
      assert.equal(await page.evaluate("document.querySelector('input[name=name]')?.value"), owner);
      await signIn(password);
      await page.waitForSelector('nav.main');
    });

    it('says that a link was used already', async () => {
      const link = await invite();
      await endSession();
      await page.goto(site.gateway.url + new URL(link, site.gateway.url).pathname);
      const hash = link.slice(link.indexOf('#'));
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.waitForSelector('nav.main');
      await endSession();
      await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
      await page.waitForSelector('[role=alert]:has-text("used already")');
      await page.fill('input[name=name]', owner);
      await signIn(password);
      await page.waitForSelector('nav.main');
    });

    it('asks the gateway on this machine though the browser thinks it is offline', async () => {
      await site.visit('settings');
      await page.evaluate("window.dispatchEvent(new Event('offline'))");
      await page.click('nav.main a[href="/console/generations"]');
      await page.waitForSelector('td.prompt:has-text("a prompt of the owner")');
      await page.click('nav.main a[href="/console/keys"]');
      await page.click('.page-head button.primary');
      await page.fill('dialog input[name=name]', 'made offline');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog pre');
    });
  });
}
