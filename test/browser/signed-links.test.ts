import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const [engine] = consoleEngines();
if (!engine) throw new Error('there is no store to look at the console on');

describe('the console where links to pictures are signed', () => {
  let site: ConsoleSite;
  let page: Page;
  before(async () => {
    site = await openConsole(engine, { env: { PLANTAIN_SIGNED_LINKS: '1h' } });
    page = site.page;
    await askAs(page, 'POST', '/v1/generations', {
      model: 'nano-banana-2',
      resolution: '0.5K',
      prompt: 'A red boat',
      wait: 60,
    });
  });
  after(() => site.close());

  const seen = (selector: string) =>
    until(
      page,
      `document.querySelector('${selector}') && [...document.querySelectorAll('${selector}')].every((each) => each.naturalWidth > 0)`,
    );

  it('shows them in the list, the gallery and beside the receipt, whose link opens for an hour', async () => {
    await site.visit('generations');
    await seen('.thumbs img');
    await page.click('button:text-is("Gallery")');
    await seen('.gallery img');
    await page.click('.gallery a:has-text("red boat")');
    await seen('.result-images img');
    const link = new URL(await page.evaluate<string>("document.querySelector('.result-images a').href"));
    const lastsMs = Number(link.searchParams.get('expires')) * 1000 - Date.now();
    assert.ok(lastsMs > 0 && lastsMs <= 3_600_000, `${link.search}`);
    assert.equal((await fetch(link)).status, 200);
    link.search = '';
    assert.equal((await fetch(link)).status, 403, 'the link alone opens nothing');
    await shoot(page, 'signed-receipt-light-1280');
    assert.deepEqual(await accessibilityProblems(page), []);
  });

  it('makes another picture of one of them', async () => {
    await site.visit('playground');
    await page.click('.choices label:has-text("0.5K")');
    await page.click('button:has-text("From history")');
    await seen('dialog .gallery img');
    await page.click('dialog .gallery button');
    await until(page, "document.querySelectorAll('.reference').length === 1");
    await page.fill('textarea', 'The same at night');
    await page.click('button[type=submit]');
    await until(page, "document.querySelector('.result')?.getAttribute('aria-busy') === 'false'", 60_000);
    await seen('.result-images img');
    assert.deepEqual(site.open.complaints, []);
  });
});
