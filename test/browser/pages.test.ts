import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testEngines } from '../services/test-engines.ts';
import { accessibilityProblems, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, openConsole } from './console-site.test.kit.ts';

const pages = [
  '',
  'playground',
  'generations',
  'keys',
  'accounts',
  'channels',
  'prices',
  'verification',
  'callbacks',
  'settings',
];
const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>\u202Etxt.exe\u202C';
const order = { model: 'nano-banana-2', resolution: '0.5K', wait: 60 };

/** How pages look does not depend on the store. */
const [sqlite] = testEngines();
if (!sqlite) throw new Error('there is always SQLite');

describe('every page of the console', () => {
  let site: ConsoleSite;
  let page: Page;
  let made: string;

  before(async () => {
    site = await openConsole(sqlite);
    page = site.page;
    const ask = (prompt: string) =>
      askAs<{ id: string }>(page, 'POST', '/v1/generations', { ...order, prompt });
    await ask(hostile.repeat(160).slice(0, 19_900));
    await ask('#emulate(block, reason=PROHIBITED_CONTENT) a harbour');
    ({ id: made } = await ask('Boats in a harbour at dawn'));
  });
  after(() => site.close());

  const shown = () => [...pages, `generations/${made}`];

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 390]) {
      it(`is accessible and fits in ${colorScheme}, ${width} px wide`, async () => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const problems: string[] = [];
        for (const path of shown()) {
          await site.visit(path);
          const name = path.split('/')[0] + (path.includes('/') ? '-one' : '');
          await shoot(page, `${name || 'overview'}-${colorScheme}-${width}`);
          problems.push(...(await accessibilityProblems(page)).map((problem) => `${path}: ${problem}`));
          const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
          if (overflow > 0) problems.push(`${path} is ${overflow} px wider than the screen`);
        }
        assert.deepEqual(problems, []);
      });
    }
  }

  it('shows hostile prompts of 20,000 characters as the text they are', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await site.visit('generations');
    await until(page, "document.querySelectorAll('td.prompt a').length === 3");
    await page.click('td.prompt a:has-text("<img src=x")');
    await page.waitForSelector('.words');
    assert.ok((await page.textContent('.words')).startsWith('<img src=x'));
    assert.equal(await page.evaluate("document.querySelectorAll('main script, main img[src=x]').length"), 0);
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
    const answer = { status: 500, contentType: 'application/json', body: '{"detail":"The store is away."}' };
    await page.route(/console\/api\/(?!session)/, (route) => route.fulfill(answer));
    for (const path of pages.filter((each) => each !== 'settings')) {
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

  it('asks no other origin for anything', () => {
    assert.deepEqual(site.open.foreign, []);
  });
});
