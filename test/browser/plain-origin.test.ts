import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { type Browser, openBrowser, openPage } from './browser.test.kit.ts';

describe('the console on an origin without TLS that is not this machine', () => {
  let gateway: TestGateway;
  let browser: Browser;
  before(async () => {
    gateway = await startGateway();
    browser = await openBrowser(['--host-resolver-rules=MAP plantain.lan 127.0.0.1']);
  });
  after(async () => {
    await browser?.close();
    await gateway.close();
  });

  it('makes a picture and copies a key, though browsers give such pages no clipboard and no random ids', async () => {
    const origin = gateway.url.replace('127.0.0.1', 'plantain.lan');
    const { page } = await openPage(browser, origin);
    await page.goto(origin + (await gateway.app.users.first({ actor: 'test' })));
    await page.waitForSelector('nav.main');
    assert.deepEqual(
      await page.evaluate('[isSecureContext, typeof crypto.randomUUID, typeof navigator.clipboard]'),
      [false, 'undefined', 'undefined'],
    );
    await page.goto(`${origin}/console/playground`);
    await page.waitForSelector('textarea');
    await page.fill('textarea', 'A plantain seen from the next desk');
    await page.click('button[type=submit]');
    await page.waitForSelector('.result-images img', { timeout: 60_000 });

    await page.goto(`${origin}/console/keys`);
    await page.waitForSelector('.page-head button.primary');
    await page.click('.page-head button.primary');
    await page.fill('dialog input[name=name]', 'copied');
    await page.click('dialog button[type=submit]');
    await page.waitForSelector('dialog pre');
    const key = await page.textContent('dialog pre');
    await page.click('dialog button.small:has-text("Copy")');
    await page.waitForSelector('dialog button.small:has-text("Copied")');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.goto(`${origin}/console/playground`);
    await page.waitForSelector('textarea');
    // What was written before stands there still.
    await page.fill('textarea', '');
    await page.keyboard.press('Control+V');
    assert.equal(await page.evaluate("document.querySelector('textarea').value"), key);
  });
});
