import { generationSight, lookAt, pageSights } from './appearance.test.kit.ts';
import { consoleEngines } from './console-site.test.kit.ts';

for (const engine of consoleEngines().filter(({ name }) => name === 'SQLite')) {
  const dresses = [
    ['light', 1280],
    ['light', 390],
    ['dark', 1280],
    ['dark', 390],
  ] as const;
  lookAt('every page', engine, dresses, (made) => [...pageSights, generationSight(made)]);
}
