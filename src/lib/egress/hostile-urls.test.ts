import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuard } from './guard.ts';
import { refusedByText } from './hostile-urls.test.kit.ts';
import { EgressRefused, refusalMessage } from './refusal.ts';

for (const [row, urls] of Object.entries(refusedByText)) {
  test(`${row}: refused without asking the DNS, with the one public message`, async () => {
    for (const url of urls) {
      const asked: string[] = [];
      const guard = createGuard({
        resolve: async (name) => {
          asked.push(name);
          return ['93.184.215.14'];
        },
      });
      await assert.rejects(
        guard.vet(url),
        (error: unknown) => error instanceof EgressRefused && error.message === refusalMessage,
        url,
      );
      assert.deepEqual(asked, [], url);
    }
  });
}
