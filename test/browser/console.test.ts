import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import {
  accessibilityProblems,
  type Browser,
  openBrowser,
  openPage,
  type Page,
  shoot,
  until,
} from './browser.test.kit.ts';

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

describe('the console in a browser', () => {
  let gateway: TestGateway;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let foreign: string[];

  before(async () => {
    gateway = await startGateway();
    browser = await openBrowser();
    ({ page, complaints, foreign } = await openPage(browser, gateway.url));
  });
  after(async () => {
    await browser.close();
    await gateway.close();
  });

  const ready = () =>
    until(page, "document.querySelector('h1') && !document.body.textContent.includes('Loading…')");

  it('makes a first image from the first start in four actions', async () => {
    const link = await gateway.app.users.first({ actor: 'test' });
    await page.goto(gateway.url + link);
    await page.waitForSelector('nav.main');
    assert.ok(!page.url().includes('sign-in'), 'the token is gone from the address');
    await page.click('nav.main a[href="/console/playground"]');
    await page.fill('textarea', 'A plantain on a turquoise table');
    await page.click('button[type=submit]');
    await page.waitForSelector('.result-images img', { timeout: 60_000 });
    await shoot(page, 'playground');
    assert.deepEqual(
      complaints.filter((text) => !text.includes('401')),
      [],
    );
  });

  it('takes a dropped file as a reference, and makes a picture of it', async () => {
    const picture = await fetch(
      await page.evaluate<string>("document.querySelector('.result-images img').src"),
    );
    const buffer = Buffer.from(await picture.arrayBuffer());
    await page.setInputFiles('input[type=file]', [{ name: 'plantain.jpg', mimeType: 'image/jpeg', buffer }]);
    await page.waitForSelector('.reference img');
    await page.fill('textarea', 'The same with a red cloth');
    await page.click('button[type=submit]');
    await until(page, "document.querySelectorAll('.result-images img').length === 2");
  });

  it('says in its own words why a prompt was refused', async () => {
    await page.fill('textarea', '#emulate(block, reason=PROHIBITED_CONTENT)');
    await page.click('button[type=submit]');
    await page.waitForSelector('[role=alert]', { timeout: 60_000 });
    assert.ok((await page.textContent('[role=alert]')).length > 20);
  });

  it('has no page that axe complains about, in light and dark, wide and on a phone', async () => {
    for (const [scheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      for (const path of pages) {
        await page.goto(`${gateway.url}/console/${path}`);
        await page.waitForSelector('h1');
        await ready();
        await shoot(page, `${path || 'overview'}-${scheme}-${width}`);
        assert.deepEqual(await accessibilityProblems(page), [], `${path} ${scheme} ${width}`);
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        assert.ok(overflow <= 0, `${path} is ${overflow} px wider than a screen of ${width}`);
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('shows hostile prompts as the text they are', async () => {
    await page.goto(`${gateway.url}/console/playground`);
    const long = hostile + 'x'.repeat(8_000);
    await page.waitForSelector('textarea');
    await page.fill('textarea', long);
    await page.click('button[type=submit]');
    await page.waitForSelector('.result-images img, [role=alert]', { timeout: 60_000 });
    for (const path of ['generations', '']) {
      await page.goto(`${gateway.url}/console/${path}`);
      await ready();
    }
    await page.goto(`${gateway.url}/console/generations`);
    await page.waitForSelector('td.prompt a');
    await page.click('td.prompt a');
    await page.waitForSelector('.words');
    assert.ok((await page.textContent('.words')).startsWith('<img src=x'));
    assert.equal(await page.evaluate("document.querySelectorAll('main script, main img[src=x]').length"), 0);
    assert.deepEqual(
      complaints.filter((text) => text.startsWith('dialog')),
      [],
    );
  });

  it('makes a key by keyboard alone, and shows it once', async () => {
    await page.goto(`${gateway.url}/console/keys`);
    await ready();
    await page.waitForSelector('.page-head button.primary');
    await page.evaluate("document.querySelector('.page-head button.primary').focus()");
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog input[name=name]');
    for (let steps = 0; steps < 20; steps += 1) {
      if ((await page.evaluate('document.activeElement?.getAttribute("name")')) === 'name') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('by keyboard');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog pre');
    const key = await page.textContent('dialog pre');
    assert.match(key, /^pt_test_/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    assert.ok(!(await page.textContent('main')).includes(key));
    const answer = await fetch(`${gateway.url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
    assert.equal(answer.status, 200);
  });

  it('changes a price after showing its effect, and adds a channel by its provider’s form', async () => {
    await page.goto(`${gateway.url}/console/prices`);
    await page.waitForSelector('td button.small');
    await page.click('td button.small');
    await page.fill('dialog input', '0.5');
    await page.waitForSelector('dialog li');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog', { state: 'detached' });
    await until(page, "document.querySelector('main').textContent.includes('$0.50')");

    await page.goto(`${gateway.url}/console/channels`);
    await page.waitForSelector('.page-head button.primary');
    await page.click('.page-head button.primary');
    await page.waitForSelector('dialog input[name=id]');
    await page.selectOption('dialog select', 'gemini-api');
    await page.fill('dialog input[name=id]', 'second');
    await page.fill('dialog input[name=base_url]', gateway.upstream.url);
    await page.fill('dialog textarea[name=credential]', 'canary-console-credential');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog', { state: 'detached' });
    await until(page, "document.querySelector('main').textContent.includes('second')");
    assert.ok(!(await page.textContent('main')).includes('canary-console'));
  });

  it('speaks three languages, and signs out on the server', async () => {
    await page.goto(`${gateway.url}/console/`);
    await ready();
    await page.selectOption('.side-foot select', 'ja');
    await until(page, "document.querySelector('h1').textContent === '概要'");
    assert.equal(await page.evaluate('document.documentElement.lang'), 'ja');
    await page.selectOption('.side-foot select', 'zh');
    await until(page, "document.querySelector('h1').textContent === '概览'");
    await page.selectOption('.side-foot select', 'en');
    await page.click('.side-foot > button');
    await page.waitForSelector('input[name=password]');
    assert.deepEqual(await accessibilityProblems(page), []);
    assert.deepEqual(foreign, [], 'nothing was asked of another origin');
  });
});
