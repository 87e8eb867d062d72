import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, type Page, shoot, until } from './browser.test.kit.ts';
import { askAs, type ConsoleSite, consoleEngines, openConsole } from './console-site.test.kit.ts';

interface ChannelView {
  readonly id: string;
  readonly priority: number;
  readonly name: string;
  readonly base_url: string;
  readonly tier: string;
  readonly settings: object;
  readonly models: object;
  readonly cost: Record<string, { tiers_micros: Record<string, number>; failed_micros: number }>;
  readonly weight: number;
  readonly tags: readonly string[];
  readonly probe: boolean;
  readonly capabilities: object;
  readonly credentials: readonly object[];
  readonly limits: { readonly requests_per_minute: number | null; readonly concurrency: number | null };
}

/** More than the form has fields for: a size the model is not offered in, ids of its own, a tag with a comma. */
const rich = {
  tier: 'value',
  settings: { api_version: 'v1' },
  limits: { requests_per_minute: 50, concurrency: 9 },
  weight: 2.5,
  tags: ['night, weekend', 'eu'],
  probe: false,
  capabilities: {
    max_references: 4,
    max_reference_bytes: 7_340_033,
    resolutions: ['2K', '1K'],
    aspect_ratios: ['16:9', '1:1'],
    several_references: true,
  },
  cost: { 'nano-banana': { '1K': 0.02, '4K': 0.3, failed: 0.01 } },
  models: { 'nano-banana': ['gemini-2.5-flash-image'], 'nano-banana-2': ['gemini-3.1-flash-image'] },
};
const changeable = (seen: ChannelView) => {
  const { name, base_url, tier, priority, weight, tags, probe, capabilities } = seen;
  const { settings, models, cost, limits } = seen;
  return {
    name,
    base_url,
    tier,
    priority,
    weight,
    tags,
    probe,
    capabilities,
    settings,
    models,
    cost,
    limits,
  };
};

for (const engine of consoleEngines()) {
  describe(`channels in the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let page: Page;
    before(async () => {
      site = await openConsole(engine);
      page = site.page;
      for (const id of ['first', 'second', 'third']) {
        await askAs(page, 'POST', '/admin/channels', {
          id,
          provider: 'gemini-api',
          base_url: site.gateway.upstream.url,
          credential: `canary-${id}`,
          ...(id === 'second' ? rich : {}),
        });
      }
      await askAs(page, 'POST', '/admin/channel-order', { ids: ['first', 'second', 'third'] });
      // Both ends of a drag on one screen.
      await page.setViewportSize({ width: 1280, height: 2_000 });
      await site.visit('channels');
    });
    after(() => site.close());

    const titles = "[...document.querySelectorAll('.channels h2')].map((each) => each.textContent)";
    const order = () =>
      page.evaluate<string[]>(`${titles}.filter((name) => /^(first|second|third)$/.test(name))`);
    const becomes = (names: readonly string[]) =>
      until(page, `${titles}.filter((name) => /first|second|third/.test(name)).join() === '${names.join()}'`);
    const card = (id: string) => `.channels li:has(h2:text-is("${id}"))`;

    it('are put in order by dragging', async () => {
      assert.deepEqual(await order(), ['first', 'second', 'third']);
      await page.dragAndDrop(`${card('third')} .grab h2`, `${card('first')} h2`);
      await becomes(['third', 'first', 'second']);
      await page.reload();
      await becomes(['third', 'first', 'second']);
    });

    it('are put in order by keyboard, and the new place is said', async () => {
      await page.evaluate(`document.querySelector('[aria-label="Move down: third"]').focus()`);
      await page.keyboard.press('Enter');
      await becomes(['first', 'third', 'second']);
      await until(page, "document.body.textContent.includes('third is now 3 of 4.')");
    });

    it('come before or after one of the configuration only where they are put there', async () => {
      const live = `${titles}.filter((name) => name !== 'Sandbox').join()`;
      assert.equal(await page.evaluate(live), 'upstream,first,third,second');
      await page.click('[aria-label="Move up: first"]');
      await until(page, `${live} === 'first,upstream,third,second'`);
      await page.click('[aria-label="Move down: third"]');
      await until(page, `${live} === 'first,upstream,second,third'`);
      await page.dragAndDrop(`${card('first')} .grab h2`, `${card('upstream')} h2`);
      await until(page, `${live} === 'upstream,first,second,third'`);
      const { priority } = await askAs<ChannelView>(page, 'GET', '/admin/channels/upstream');
      assert.equal(priority, 1);
      await page.click('[aria-label="Move down: second"]');
      await until(page, `${live} === 'upstream,first,third,second'`);
    });

    it('are tested for free and with a picture, paused and drained', async () => {
      await page.click(`${card('first')} button:has-text("Test for free")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("works")`, { timeout: 60_000 });
      await page.click(`${card('first')} button:has-text("Test with a small image")`);
      await page.waitForSelector(`${card('first')} td:has-text("MB")`, { timeout: 60_000 });
      await page.click(`${card('first')} button:text-is("Pause")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("paused")`);
      await page.click(`${card('first')} button:text-is("Enable")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("enabled")`);
      await page.click(`${card('first')} button:text-is("Drain")`);
      await page.waitForSelector(`${card('first')} .pill:text-is("draining")`);
    });

    const seen = () => askAs<ChannelView>(page, 'GET', '/admin/channels/second');
    const edit = async (act: () => Promise<unknown>) => {
      await page.click(`${card('second')} button:text-is("Edit")`);
      await page.waitForSelector('dialog input[name=concurrency]');
      await act();
      await page.click('dialog button[type=submit]');
      await page.waitForSelector('dialog', { state: 'detached' });
    };

    it('keep what nobody touched when one field is changed, though the fields for costs never came', async () => {
      const before = changeable(await seen());
      assert.deepEqual(before.limits, rich.limits);
      assert.deepEqual(before.capabilities, rich.capabilities);
      await page.route('**/console/api/models', (route) => route.abort());
      await page.reload();
      await page.waitForSelector(card('second'));
      await edit(() => page.fill('dialog input[name=concurrency]', '7'));
      await page.unroute('**/console/api/models');
      const limits = { requests_per_minute: 50, concurrency: 7 };
      assert.deepEqual(changeable(await seen()), { ...before, limits });
    });

    it('are given costs and limits, and lose what is emptied, in a form that keeps what it does not show', async () => {
      await page.reload();
      await page.waitForSelector(card('second'));
      const before = changeable(await seen());
      await edit(async () => {
        await page.fill('dialog input[name=per_minute]', '');
        await page.selectOption('dialog select[name="settings.api_version"]', '');
        await page.click('dialog summary:has-text("Upstream ids")');
        await page.fill(
          'dialog input[name="ids nano-banana-pro"]',
          'gemini-3-pro-image, gemini-3.1-flash-image',
        );
        await page.fill('dialog input[name="ids nano-banana-2"]', '');
        await page.click('dialog summary:has-text("costs")');
        await page.fill('dialog input[name="cost nano-banana-2 1K"]', '0.039');
        await page.fill('dialog input[name="cost nano-banana 1K"]', '');
      });
      assert.deepEqual(changeable(await seen()), {
        ...before,
        settings: { api_version: 'v1beta', trust_own_links: false },
        models: {
          'nano-banana': ['gemini-2.5-flash-image'],
          'nano-banana-pro': ['gemini-3-pro-image', 'gemini-3.1-flash-image'],
        },
        limits: { requests_per_minute: null, concurrency: 7 },
        cost: {
          'nano-banana': { tiers_micros: { '4K': 300_000 }, failed_micros: 10_000 },
          'nano-banana-2': { tiers_micros: { '1K': 39_000 }, failed_micros: 0 },
        },
      });
      await page.click(`${card('second')} summary`);
      await page.waitForSelector(`${card('second')}:has-text("$0.039")`);
      assert.ok(!(await page.textContent('main')).includes('canary-'));
    });

    it('are told their weight, tags and what they can do, where a wrong field opens the part it stands in', async () => {
      const before = changeable(await seen());
      await edit(async () => {
        await page.click('dialog summary:has-text("Order, weight, tags")');
        await page.fill('dialog input[name=weight]', '0');
        await page.click('dialog summary:has-text("Order, weight, tags")');
        await page.click('dialog button[type=submit]');
        await page.waitForSelector('dialog details[open] input[name=weight]:invalid');
        await page.fill('dialog input[name=weight]', '');
        await page.fill('dialog input[name=priority]', '7');
        await page.fill('dialog input[name=tags]', 'eu, slow');
        await page.click('dialog input[name=probe]');
        await page.click('dialog summary:has-text("What it can do")');
        await page.fill('dialog input[name="can.max_references"]', '');
        await page.fill('dialog input[name="can.max_request_bytes"]', '12.5');
        await page.click('dialog input[name="can.resolutions"][value="2K"]');
        for (const ratio of ['1:1', '16:9']) await page.click(`dialog input[value="${ratio}"]`);
        await page.selectOption('dialog select[name="can.native"]', 'false');
        await page.selectOption('dialog select[name="can.several_references"]', '');
        for (const [colorScheme, width] of [
          ['dark', 390],
          ['light', 1280],
        ] as const) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 2_000 });
          await shoot(page, `${engine.name}-channel-form-${width}`);
          assert.deepEqual(await accessibilityProblems(page), []);
        }
      });
      assert.deepEqual(changeable(await seen()), {
        ...before,
        weight: 1,
        priority: 7,
        tags: ['eu', 'slow'],
        probe: true,
        capabilities: {
          max_reference_bytes: 7_340_033,
          max_request_bytes: 12_500_000,
          native: false,
          resolutions: ['1K'],
        },
      });
      await page.waitForSelector(`${card('second')}:has-text("eu, slow")`);
    });

    it('are made with several credentials', async () => {
      await page.click('.page-head button.primary');
      await page.waitForSelector('dialog input[name=id]');
      await page.fill('dialog input[name=id]', 'fourth');
      await page.fill('dialog input[name=base_url]', site.gateway.upstream.url);
      await page.click('dialog button:text-is("One more credential")');
      await page.click('dialog button:text-is("One more credential")');
      await page.fill('dialog textarea >> nth=0', 'canary-one');
      await page.fill('dialog textarea >> nth=2', 'canary-two');
      await page.click('dialog button[type=submit]');
      await page.waitForSelector(card('fourth'));
      const made = await askAs<ChannelView>(page, 'GET', '/admin/channels/fourth');
      assert.equal(made.credentials.length, 2);
      assert.deepEqual([made.weight, made.probe, made.tags, made.capabilities], [1, true, [], {}]);
    });
  });
}
