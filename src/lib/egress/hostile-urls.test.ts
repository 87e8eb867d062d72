import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuard } from './guard.ts';
import { refusedByText } from './hostile-urls.test.kit.ts';
import { EgressRefused, refusalMessage } from './refusal.ts';

for (const [row, urls] of Object.entries(refusedByText)) {
  test(`${row}: refused without asking the DNS, with a public message that tells of the text alone`, async () => {
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
        (error: unknown) => {
          assert.ok(error instanceof EgressRefused);
          const isTold = /[\\\p{Cc}\p{Cf}\p{Z}]/u.test(url);
          if (isTold) assert.match(error.message, /^The URL holds white space, a control character/);
          else assert.equal(error.message, refusalMessage);
          return true;
        },
        url,
      );
      assert.deepEqual(asked, [], url);
    }
  });
}
