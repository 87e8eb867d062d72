import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const order = { model: 'nano-banana-2', resolution: '0.5K', wait: 60 };

for (const engine of consoleEngines()) {
  describe(`generations in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine, {}, { timezoneId: 'Asia/Tokyo' });
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

    it('are found by when they were made, in days of the one who looks, in an address that can be opened again', async () => {
      const asked: URL[] = [];
      page.on('request', (request: { url(): string }) => asked.push(new URL(request.url())));
      const day = (later: number) =>
        page.evaluate<string>(
          `new Date(Date.now() + ${later} * 86400000 + 9 * 3600000).toISOString().slice(0, 10)`,
        );
      await site.visit('generations');
      await rows(4);
      await page.selectOption('select[name=period]', '24h');
      await rows(4);
      assert.match(page.url(), /\?period=24h$/);
      await page.selectOption('select[name=period]', { label: 'Between days' });
      await page.fill('input[name=from]', await day(2));
      await page.waitForSelector('.empty button');
      await page.fill('input[name=from]', await day(-1));
      await rows(4);
      await page.fill('input[name=to]', await day(-1));
      await page.waitForSelector('.empty button');
      await page.fill('input[name=to]', await day(1));
      await page.selectOption('select[name=state]', 'failed');
      await rows(1);
      await page.reload();
      await rows(1);
      const field = (name: string) => page.evaluate<string>(`document.querySelector('[name=${name}]').value`);
      assert.deepEqual(
        [await field('from'), await field('to'), await field('state')],
        [await day(-1), await day(1), 'failed'],
      );
      const last = asked.filter(({ pathname }) => pathname.endsWith('/api/generations')).at(-1);
      // Tokyo's midnight, and the one after the last day.
      assert.equal(last?.searchParams.get('from'), `${await day(-2)}T15:00:00.000Z`);
      assert.equal(last?.searchParams.get('to'), `${await day(1)}T15:00:00.000Z`);
      for (const [colorScheme, width] of [
        ['dark', 390],
        ['light', 1280],
      ] as const) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await shoot(page, `${engine.name}-generations-of-a-period-${width}`);
        assert.deepEqual(await accessibilityProblems(page), []);
      }
    });

    it('say which end of a period is wrong', async () => {
      await site.visit('generations?from=2026-11-02&to=2026-11-01');
      await page.waitForSelector('[role=alert]:has-text("to must be later than from.")');
      await page.selectOption('select[name=period]', '1h');
      await rows(4);
    });

    it('are shown as pictures', async () => {
      await page.click('button:text-is("Gallery")');
      await until(page, "document.querySelectorAll('.gallery img').length === 3");
      await page.selectOption('select[name=model]', 'nano-banana-2');
      await page.click('.gallery a:has-text("red boat")');
      await page.waitForSelector('.result-images img');
    });

    it('lead back to the list as it was left', async () => {
      await page.click('.page-head a:text-is("Back")');
      await until(page, "document.querySelectorAll('.gallery img').length === 3");
      assert.match(page.url(), /\?model=nano-banana-2&period=1h&view=gallery$/);
      await page.click('button:text-is("Table")');
      await rows(4);
    });

    it('are reached from the overview: those that failed in its time, which stands in its address', async () => {
      await site.visit('');
      await page.click('button:text-is("Last 24 hours")');
      assert.match(page.url(), /\?range=24h$/);
      await page.reload();
      await page.waitForSelector('button[aria-pressed=true]:text-is("Last 24 hours")');
      await page.click('.tile a:text-is("1 failed")');
      await rows(1);
      assert.match(page.url(), /\?state=failed&period=24h$/);
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

    it('stand in one mode: who turns to the other is led to the generations there, and finds the way back', async () => {
      await site.visit('generations');
      await page.click('td.prompt a:has-text("red boat")');
      await page.waitForSelector('h2:text-is("Routing")');
      const receipt = page.url();
      assert.match(receipt, /\?mode=test$/);
      await page.click('.side-foot .modes button:text-is("Live")');
      await page.waitForSelector('main .empty');
      assert.match(page.url(), /\/generations$/);
      await page.goBack();
      await page.waitForSelector('h2:text-is("Routing")');
      assert.equal(page.url(), receipt);
      await page.waitForSelector('.modes button[aria-pressed=true]:text-is("Test")');
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
      await page.waitForSelector('tr:has-text("Refund") td:text-is("$0.01 test")');
    });

    it('lose their images when that is asked for and confirmed, and say when that was', async () => {
      await askAs(page, 'POST', '/v1/generations', { ...order, prompt: 'To be taken down' });
      await site.visit('generations');
      await page.click('td.prompt a:has-text("taken down")');
      await page.waitForSelector('.result-images img');
      site.open.agreeing = true;
      await page.click('button:text-is("Delete images")');
      await page.waitForSelector('.result-images figcaption:has-text("Deleted")');
      await page.waitForSelector('.result-images img', { state: 'detached' });
      await page.waitForSelector('button:text-is("Delete images")', { state: 'detached' });
      site.open.agreeing = false;
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
