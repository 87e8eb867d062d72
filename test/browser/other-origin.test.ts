import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startGateway, type TestGateway } from '../gateway/gateway.test.kit.ts';
import { type Browser, openBrowser, openPage, type Page } from './browser.test.kit.ts';

/** What an application's page does: asks for a picture, shows it, and reads what it cost. */
const askInPage = (origin: string, key: string) => `(async () => {
  const headers = { authorization: 'Bearer ${key}', 'content-type': 'application/json', 'x-stainless-lang': 'js' };
  const ask = (body) =>
    fetch('${origin}/v1/images/generations', { method: 'POST', headers, body: JSON.stringify(body) });
  const answer = await ask({ model: 'nano-banana-2', prompt: 'a plantain' });
  const { url } = (await answer.json()).data[0];
  const picture = await createImageBitmap(await (await fetch(url)).blob());
  const refused = await ask({ model: 'none', prompt: 'a plantain' });
  return {
    width: picture.width,
    id: answer.headers.get('x-request-id'),
    cost: answer.headers.get('x-plantain-cost-usd'),
    refused: (await refused.json()).error.code,
  };
})().catch((error) => String(error))`;

describe('a page of another origin', () => {
  const pages = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>An application</title>');
  });
  let origin: string;
  let gateway: TestGateway;
  let closed: TestGateway;
  let browser: Browser;
  let page: Page;
  before(async () => {
    await once(pages.listen(0, '127.0.0.1'), 'listening');
    origin = `http://localhost:${(pages.address() as AddressInfo).port}`;
    [gateway, closed, browser] = await Promise.all([
      startGateway({ env: { PLANTAIN_CORS_ORIGINS: origin } }),
      startGateway(),
      openBrowser(),
    ]);
    ({ page } = await openPage(browser, origin));
    await page.goto(origin);
  });
  after(async () => {
    await browser?.close();
    await gateway.close();
    await closed.close();
    pages.close();
  });

  it('that PLANTAIN_CORS_ORIGINS names makes a picture, shows it, and reads refusals and costs', async () => {
    const seen = await page.evaluate<Record<string, unknown>>(askInPage(gateway.url, gateway.testKey));
    const { width, id, cost, refused } = seen;
    assert.equal(width, 1024, JSON.stringify(seen));
    assert.match(String(id), /^\d{23}/);
    assert.ok(Number(cost) >= 0 && cost !== null);
    assert.equal(refused, 'model_not_found');
  });

  it('reads nothing of the console there', async () => {
    const script = `fetch('${gateway.url}/console/api/session').then(() => 'read', (error) => String(error))`;
    assert.match(await page.evaluate<string>(script), /Failed to fetch/);
  });

  it('reads nothing of a gateway that does not name it', async () => {
    const seen = await page.evaluate<unknown>(askInPage(closed.url, closed.testKey));
    assert.match(String(seen), /Failed to fetch/);
  });
});
