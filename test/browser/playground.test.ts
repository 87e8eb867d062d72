import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { type Page, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

const execute = promisify(execFile);

const contracts = ['generations', 'images', 'chat', 'gemini', 'openrouter', 'tasks', 'model', 'queue'];

/** Makes a picture in the page and lets `act` do something with it as a `File`. */
const withPicture = (act: string, type = 'image/png') => `new Promise((done) => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 64;
  canvas.getContext('2d').fillRect(8, 8, 32, 32);
  canvas.toBlob((blob) => {
    const file = new File([blob], 'drawn', { type: '${type}' });
    const data = new DataTransfer();
    ${act}
    done();
  }, 'image/png');
})`;

/** The drag as a browser reports it: the page sees the same events as from a folder on the desktop. */
const drop = (put: string) => `
  ${put}
  const place = document.querySelector('.drop');
  for (const name of ['dragenter', 'dragover', 'drop'])
    place.dispatchEvent(new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }));`;

for (const engine of consoleEngines()) {
  describe(`the playground, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine);
      page = site.page;
      await site.visit('playground');
    });
    after(() => site.close());

    const references = (count: number) =>
      until(page, `document.querySelectorAll('.reference').length === ${count}`);
    const order = async (prompt: string, press: () => Promise<unknown>) => {
      await page.fill('textarea', prompt);
      const before = await page.evaluate<number>("document.querySelectorAll('.result').length");
      await press();
      await until(page, `document.querySelectorAll('.result').length === ${before + 1}`);
      await until(page, "document.querySelector('.result').getAttribute('aria-busy') === 'false'", 60_000);
    };
    const run = (prompt: string) => order(prompt, () => page.click('button[type=submit]'));
    /** Pictures of the newest order. */
    const madeNow = () =>
      page.evaluate<number>(
        "document.querySelector('.result').querySelectorAll('.result-images img').length",
      );

    it('says the price before anything is pressed, and shows ratios as shapes', async () => {
      await until(page, "/At most \\$0\\.\\d+/.test(document.querySelector('.price')?.textContent)");
      const once = await page.textContent('.price');
      await page.click('.choices label:has-text("4K")');
      await until(page, `document.querySelector('.price').textContent !== ${JSON.stringify(once)}`);
      const wide = await page.evaluate<number[]>(
        "['16:9', '9:16'].map((ratio) => { const { width, height } = [...document.querySelectorAll('.choices label')].find((each) => each.textContent === ratio).querySelector('.shape').getBoundingClientRect(); return width / height; })",
      );
      assert.ok(wide[0] !== undefined && wide[0] > 1.5 && wide[1] !== undefined && wide[1] < 0.7);
      await page.click('.choices label:has-text("0.5K")');
    });

    it('says no price of another mode while the one of this mode is asked for', async () => {
      let answer = () => {};
      const held = new Promise<void>((done) => {
        answer = done;
      });
      await page.route('**/v1/generations/quote', async (route) => {
        await held;
        await route.continue();
      });
      await page.click('.side-foot .modes button:text-is("Live")');
      await until(page, "document.querySelector('.price') === null");
      answer();
      await until(page, "document.querySelector('.price, .order-foot .refused') !== null");
      await page.unroute('**/v1/generations/quote');
      await page.click('.side-foot .modes button:text-is("Test")');
      await page.waitForSelector('.price:has-text("Test")');
    });

    it('takes references that are dropped, pasted, given by address and made before, and refuses what is no picture', async () => {
      await run('A boat');
      await page.evaluate(withPicture(drop('data.items.add(file);')));
      await references(1);
      await page.evaluate(
        withPicture(`data.items.add(file);
          document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));`),
      );
      await references(2);
      await page.fill('input[type=url]', 'https://example.com/one.png');
      await page.evaluate("document.querySelector('input[type=url]').focus()");
      await page.keyboard.press('Enter');
      await references(3);
      await page.evaluate(
        withPicture(drop("data.setData('text/uri-list', '# list\\r\\nhttps://example.com/two.png');")),
      );
      await references(4);
      await page.click('button:has-text("From history")');
      await page.waitForSelector('dialog .gallery img');
      await page.click('dialog .gallery button');
      await references(5);
      await page.evaluate(withPicture(drop('data.items.add(file);'), 'application/pdf'));
      await page.waitForSelector('.refused:has-text("1")');
      await page.fill('input[type=url]', 'ftp://example.com/three.png');
      await page.click('.drop button:has-text("Add URL")');
      await page.waitForSelector('.refused:has-text("address")');
      for (let count = 5; count > 0; count -= 1) await page.click('.reference button');
      await references(0);
    });

    it('drags a result into the references with the mouse, makes a picture of it and compares the two', async () => {
      await page.setViewportSize({ width: 1280, height: 1_600 });
      await page.dragAndDrop('.result-images img', '.drop');
      await references(1);
      await run('The same boat at night');
      await page.click('.result .picture-button');
      await page.waitForSelector('dialog .zoom-room img.whole');
      await page.click('dialog button:has-text("pixels")');
      await page.waitForSelector('dialog .zoom-room img.actual');
      await page.click('dialog button:has-text("Compare")');
      await page.waitForSelector('dialog .compare img:nth-of-type(2)');
      await page.evaluate("document.querySelector('dialog input[type=range]').focus()");
      const cut = () =>
        page.evaluate<string>("document.querySelectorAll('dialog .compare img')[1].style.clipPath");
      const before = await cut();
      await page.keyboard.press('ArrowRight');
      assert.notEqual(await cut(), before);
      await page.keyboard.press('Escape');
      await page.waitForSelector('dialog', { state: 'detached' });
      await page.click('.reference button');
      await page.click('.result button:has-text("Use as reference")');
      await references(1);
      await page.click('.reference button');
    });

    it('makes an order once, in the mode it was priced in, though it is pressed twice and the mode is changed meanwhile', async () => {
      const modes: (string | undefined)[] = [];
      page.on(
        'request',
        (request: { method(): string; url(): string; headers(): Record<string, string> }) => {
          if (request.method() === 'POST' && request.url().endsWith('/v1/generations'))
            modes.push(request.headers()['x-plantain-mode']);
        },
      );
      await page.evaluate(withPicture(drop('data.items.add(file);')));
      await references(1);
      await page.route('**/v1/files/uploads', async (route) => {
        await page.click('.side-foot .modes button:text-is("Live")');
        await route.continue();
      });
      await order('A boat in its own harbour', () =>
        page.evaluate(
          "(() => { const button = document.querySelector('button[type=submit]'); button.click(); button.click(); })()",
        ),
      );
      await page.unroute('**/v1/files/uploads');
      assert.deepEqual(modes, ['test']);
      assert.equal(await madeNow(), 1);
      await page.click('.side-foot .modes button:text-is("Test")');
      await page.click('.reference button');
      await references(0);
    });

    it('follows a generation to its end when its events are cut, however long it takes', async () => {
      let cuts = 0;
      await page.route('**/v1/generations/*/events', (route) => {
        cuts += 1;
        return cuts > 2
          ? route.continue()
          : route.fulfill({ status: 200, contentType: 'text/event-stream', body: ': a proxy cut it\n\n' });
      });
      await run('#emulate(latency, ms=2500) A slow boat');
      await page.unroute('**/v1/generations/*/events');
      assert.equal(cuts, 3);
      assert.equal(await madeNow(), 1);
    });

    it('says why a prompt was refused and what to do about it', async () => {
      await run('#emulate(block, reason=PROHIBITED_CONTENT)');
      await page.waitForSelector('.result [role=alert]');
      assert.match(await page.textContent('.result .why'), /content_blocked/);
      assert.match(await page.textContent('.result .why'), /Rephrase/);
    });

    it('writes the wish for a search in every contract that has a word for it, and names it where none is', async () => {
      const tick = () => page.click('label:has-text("Ground with web search")');
      await tick();
      const worded: string[] = [];
      for (const contract of contracts) {
        await page.selectOption('.code select.contract', contract);
        const said = await page.textContent('.code');
        const isWritten = /"(?:search": true|google_search": true|googleSearch": \{\})/.test(said);
        assert.equal(said.includes('no words for: Ground with web search'), !isWritten, contract);
        if (isWritten) worded.push(contract);
      }
      await tick();
      assert.deepEqual(worded, ['generations', 'images', 'chat', 'gemini', 'openrouter', 'tasks']);
    });

    it('shows the same call in each contract and language, and each of them makes a picture', async () => {
      const { key } = await askAs<{ key: string }>(page, 'POST', '/admin/keys', {
        mode: 'test',
        name: 'code',
      });
      await page.fill('textarea', 'A "boat" with \'sails\' at 7 o\\clock, 100 % ¥ 🛶\nJSON\n"""');
      await page.click('.choices label:has-text("3:2")');
      const env = { ...process.env, PLANTAIN_KEY: key };
      const programs = {
        curl: ['sh', '-c'],
        typescript: [process.execPath, '--input-type=module', '-e'],
        python: ['python3', '-c'],
      };
      for (const contract of contracts) {
        await page.selectOption('.code select.contract', contract);
        const codes: [string, string][] = [];
        for (const language of Object.keys(programs)) codes.push([language, await codeOf(language)]);
        await Promise.all(
          codes.map(async ([language, code]) => {
            const [program = '', ...args] = programs[language as keyof typeof programs];
            const { stdout } = await execute(program, [...args, code], { env, maxBuffer: 64 * 2 ** 20 });
            if (language === 'curl') {
              const answer = JSON.parse(stdout) as { error?: unknown };
              assert.ok(!answer.error, `${contract}: ${stdout.slice(0, 500)}`);
            } else assert.match(stdout, /^20[02] /, `${contract} ${language}: ${stdout.slice(0, 500)}`);
          }),
        );
      }
      async function codeOf(language: string): Promise<string> {
        await page.selectOption('.code select.language', language);
        return page.textContent('.code pre');
      }
    });

    const go = (place: string) => page.click(`nav.main a:text-is("${place}")`);
    const written = () => page.evaluate<string>("document.querySelector('textarea').value");
    const resultsAre = (count: number) =>
      until(page, `document.querySelectorAll('.result').length === ${count}`);
    const endedWithPicture = () =>
      until(page, "document.querySelector('.result[aria-busy=false] .result-images img')", 60_000);
    /** Orders something slow and waits until the gateway has taken it. */
    const startSlow = async (prompt: string) => {
      await page.fill('textarea', `#emulate(latency, ms=1500) ${prompt}`);
      await page.click('button[type=submit]');
      await page.waitForSelector('.result[aria-busy=true] .pill');
    };

    it('keeps what was written and made while other pages are looked at, and goes on following what is being made', async () => {
      await page.click('button:text-is("Clear the list")');
      await resultsAre(0);
      let orders = 0;
      page.on('request', (request: { method(): string; url(): string }) => {
        if (request.method() === 'POST' && request.url().endsWith('/v1/generations')) orders += 1;
      });
      await page.evaluate(withPicture(drop('data.items.add(file);')));
      await references(1);
      await page.click('.choices label:has-text("16:9")');
      await startSlow('A boat that waits');
      await page.fill('textarea', 'A boat that is only thought of');
      await go('Overview');
      await page.waitForSelector('.tile');
      await go('Playground');
      await resultsAre(1);
      assert.equal(await written(), 'A boat that is only thought of');
      assert.match(await page.textContent('.choices label:has(input[name=ratio]:checked)'), /16:9/);
      await references(1);
      await endedWithPicture();
      assert.equal(orders, 1);
      await go('Keys');
      await page.waitForSelector('h1:text-is("Keys")');
      await go('Playground');
      await endedWithPicture();
    });

    it('keeps it when the tab is loaded anew, but for files of this machine', async () => {
      await startSlow('A boat that waits longer');
      await page.fill('textarea', 'A boat for later');
      await page.reload();
      await resultsAre(2);
      assert.equal(await written(), 'A boat for later');
      await references(0);
      await endedWithPicture();
      await until(
        page,
        "document.querySelectorAll('.result[aria-busy=false] .result-images img').length === 2",
      );
      assert.match(await page.textContent('.result .card-head'), /waits longer/);
    });

    it('shows nothing of it to who signs in next', async () => {
      const { link } = await askAs<{ link: string }>(page, 'POST', '/users', { name: 'next', role: 'owner' });
      await page.click('button:has-text("Sign out")');
      await page.waitForSelector('input[name=password]');
      assert.equal(await page.evaluate('sessionStorage.length'), 0);
      await page.goto(new URL(link, site.gateway.url).href);
      await page.waitForSelector('nav.main');
      await go('Playground');
      await page.waitForSelector('textarea');
      assert.equal(await written(), '');
      await resultsAre(0);
    });
  });
}
