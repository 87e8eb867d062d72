import { lookAt, type Sight } from './appearance.test.kit.ts';
import { consoleEngines } from './console-site.test.kit.ts';

/** Where it opens, what is pressed, and what is there then. */
const dialogs = [
  ['keys', '.page-head button.primary', 'dialog input[name=models]'],
  ['keys', 'tr:has-text("The till") button:has-text("Edit")', 'dialog input[name=pin_channels]'],
  ['accounts', '.page-head button.primary', 'dialog select[name=kind]'],
  ['channels', '.page-head button.primary', 'dialog textarea[name=credential]'],
  ['prices', 'td button.small', 'dialog input'],
  ['callbacks', 'td button.small', 'dialog td'],
  ['settings', 'section:has(table) > .card-head button', 'dialog select[name=role]'],
] as const;

const sights = dialogs.map(
  ([path, button, there], index): Sight => ({
    name: `dialog-${index + 1}-${path}`,
    async open({ visit, page }) {
      await visit(path);
      await page.click(button);
      await page.waitForSelector(there);
    },
  }),
);

for (const engine of consoleEngines()) {
  const dresses = [
    ['light', 1280],
    ['dark', 390],
  ] as const;
  lookAt('every dialog', engine, dresses, () => sights);
}
