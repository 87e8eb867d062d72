import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { languages, pathIn } from '../../src/docs-site/language.ts';
import { site } from '../../src/docs-site/site.ts';
import { openSite } from '../docs-site/open-site.test.kit.ts';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { accessibilityProblems, type Browser, openBrowser, openPage, type Page } from './browser.test.kit.ts';

/** Bytes of the document and of everything it loaded but pictures, unpacked, as the browser counted them. */
const weight = `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
  .filter(({ initiatorType, name }) => initiatorType !== 'img' && !name.endsWith('.webp'))
  .reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0)`;

describe('the public pages in a browser', () => {
  let gateway: TestGateway;
  let browser: Browser;
  let paths: readonly string[];
  before(async () => {
    gateway = await startGateway();
    browser = await openBrowser();
    paths = site(await openSite(gateway.url)).paths;
  });
  after(async () => {
    await browser?.close();
    await gateway.close();
  });

  /** Pages that are alike but for names and numbers are looked at once. */
  const oneOfEachKind = () => {
    const stands = ['/docs/nano-banana-2', '/docs/nano-banana-2/openai-images', '/docs/nano-banana-2/gemini'];
    const isAlike = (path: string) =>
      (path.startsWith('/docs/nano-banana') && !stands.includes(path)) ||
      (path.startsWith('/docs/api/') && path !== '/docs/api/generations');
    return [...paths.filter((path) => !isAlike(path)), '/docs/search?q=image'];
  };
  const busiest = ['/docs', '/docs/errors', '/docs/prompt-guide', '/docs/nano-banana-2/openai-images'];

  /** Opens each path in one tab and looks at it; nothing may go wrong or leave the origin on any. */
  async function visit(
    wanted: readonly string[],
    options: Record<string, unknown>,
    look: (page: Page, path: string) => Promise<void>,
  ): Promise<void> {
    const { page, complaints, foreign } = await openPage(browser, gateway.url, options);
    for (const path of wanted) {
      await page.goto(gateway.url + path);
      await look(page, path);
      assert.deepEqual([...complaints, ...foreign], [], path);
    }
    await page.close();
  }

  const isAccessible = async (page: Page, path: string) =>
    assert.deepEqual(await accessibilityProblems(page), [], path);
  const narrow = { viewport: { width: 390, height: 844 } };

  it('are accessible, ask no other host and weigh at most 150 kB without their pictures', async () => {
    await visit(oneOfEachKind(), {}, async (page, path) => {
      await isAccessible(page, path);
      const bytes = await page.evaluate<number>(weight);
      assert.ok(bytes > 1_000 && bytes < 150_000, `${path}: ${bytes} bytes`);
    });
  });

  it('are accessible in the dark and in each language', async () => {
    await visit(busiest, { colorScheme: 'dark' }, isAccessible);
    for (const language of languages.slice(1)) {
      await visit(
        busiest.map((path) => pathIn(path, language)),
        {},
        isAccessible,
      );
    }
  });

  it('fit a phone of 390 px without sideways scrolling, and are accessible there', async () => {
    await visit(oneOfEachKind(), narrow, async (page, path) => {
      assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0, path);
    });
    await visit(['/docs/errors'], narrow, isAccessible);
  });

  it('can be read, walked and searched without JavaScript', async () => {
    await visit(['/docs'], { javaScriptEnabled: false }, async (page) => {
      await page.waitForSelector('.theme', { state: 'hidden' });
      await page.click('.side a[href="/docs/callbacks"]');
      await page.waitForSelector('h1:has-text("Callbacks")');
      await page.click('.examples label:has-text("Python")');
      await page.waitForSelector('.examples pre:visible:has-text("import json")');
      await page.fill('#q', 'signature');
      await page.keyboard.press('Enter');
      await page.click('.cards a[href="/docs/callbacks#verify-it"]');
      await page.waitForSelector('#verify-it');
      assert.match(page.url(), /\/docs\/callbacks#verify-it$/);
    });
  });

  it('switch between light and dark, and remember it', async () => {
    await visit(['/docs/errors'], { colorScheme: 'dark' }, async (page) => {
      const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      const dark = await background();
      await page.click('.theme');
      const light = await background();
      assert.notEqual(light, dark);
      await page.goto(`${gateway.url}/docs/ja/pricing`);
      assert.equal(await background(), light);
    });
  });

  it('find while typing, by keyboard alone', async () => {
    await visit(['/docs/zh'], {}, async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('签名');
      await page.waitForSelector('.found a');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.waitForSelector('h1:has-text("回调")');
    });
  });

  it('begin with a way past the menu, for the keyboard', async () => {
    await visit(['/docs/status'], {}, async (page) => {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate('document.activeElement.className'), 'skip');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#content');
      assert.match(page.url(), /#content$/);
    });
  });
});
