import { generationSight, lookAt, pageSights } from './appearance.test.kit.ts';
import { consoleEngines } from './console-site.test.kit.ts';

// How pages look does not depend on the store: here in the two dresses that differ most.
for (const engine of consoleEngines().filter(({ name }) => name === 'PostgreSQL')) {
  const dresses = [
    ['light', 1280],
    ['dark', 390],
  ] as const;
  lookAt('every page', engine, dresses, (made) => [...pageSights, generationSight(made)]);
}
