import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { LogEntry } from '../../src/generation/books.ts';
import type { Protocol } from '../../src/generation/protocol.ts';
import { discover } from '../../src/lib/discover.ts';
import { requestOf } from '../../src/protocols/account/logged-request.ts';

test('the account’s log knows the address of every contract by which generations are asked for', async () => {
  const folder = fileURLToPath(new URL('../../src/protocols', import.meta.url));
  const makers = (await discover<Protocol>(folder, 'folders')).filter(
    ({ name, routes }) =>
      name === 'mcp' || routes.some(({ action }) => ['generate', 'relay', 'enqueue'].includes(action)),
  );
  assert.ok(makers.length >= 9);
  for (const { name, prefixes } of makers) {
    const asked = { requestedModel: 'a-model', kind: 'sync-image', answer: 'once', choice: {} };
    const { request_path: path = '' } = requestOf({ protocol: name, asked } as unknown as LogEntry);
    assert.ok(
      prefixes.some((prefix) => path.startsWith(prefix)),
      `${name}: ${path}`,
    );
  }
});
