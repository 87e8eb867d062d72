import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestEngine } from '../services/test-engines.ts';
import { accessibilityProblems, shoot } from './browser.test.kit.ts';
import { type ConsoleSite, consolePages, fillConsole, openConsole } from './console-site.test.kit.ts';
import { furnishConsole } from './furnish-console.test.kit.ts';

type Dress = readonly [colorScheme: 'light' | 'dark', widthPx: number];

/** Something that is looked at: how it is opened and what it is called. */
export interface Sight {
  readonly name: string;
  open(site: ConsoleSite): Promise<unknown>;
}

export const pageSights: readonly Sight[] = consolePages.map((path) => ({
  name: path || 'overview',
  open: (site) => site.visit(path),
}));

export const generationSight = (id: string): Sight => ({
  name: 'generation',
  open: (site) => site.visit(`generations/${id}`),
});

/** Looks at each sight in each dress: axe finds nothing, nothing is wider than the screen, and a picture is kept. */
export function lookAt(
  title: string,
  engine: TestEngine,
  dresses: readonly Dress[],
  sights: (made: string) => readonly Sight[],
): void {
  describe(`${title} of the console, on ${engine.name}`, () => {
    let site: ConsoleSite;
    let made: string;

    before(async () => {
      site = await openConsole(engine);
      made = await fillConsole(site.page);
      await furnishConsole(site);
    });
    after(() => site.close());

    for (const [colorScheme, width] of dresses) {
      it(`is accessible and fits in ${colorScheme}, ${width} px wide`, async () => {
        const { page } = site;
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        const problems: string[] = [];
        for (const { name, open } of sights(made)) {
          await open(site);
          await shoot(page, `${engine.name}-${name}-${colorScheme}-${width}`);
          problems.push(...(await accessibilityProblems(page)).map((problem) => `${name}: ${problem}`));
          const places = await page.evaluate<string[]>(tooWide(width));
          if (places.length > 0) problems.push(`${name}: wider than there is room: ${places.join()}`);
        }
        assert.deepEqual(problems, []);
      });
    }
  });
}

/** The page and an open dialog scroll down, never sideways; tables do on a small screen alone. */
const tooWide = (
  width: number,
) => `[...document.querySelectorAll('html, dialog${width < 1280 ? '' : ', .wide'}')]
  .filter((place) => place.scrollWidth > place.clientWidth)
  .map((place) => place.tagName + ' ' + place.textContent.slice(0, 60))`;
