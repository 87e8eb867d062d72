import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testEngines } from '../services/test-engines.ts';
import { accessibilityProblems, type Page, shoot } from './browser.test.kit.ts';
import { type ConsoleSite, consolePages, fillConsole, openConsole } from './console-site.test.kit.ts';

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
    made = await fillConsole(page);
  });
  after(() => site.close());

  const shown = () => [...consolePages, `generations/${made}`];

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
});
