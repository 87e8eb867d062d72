import { appendFile } from 'node:fs/promises';
import { after, it } from 'node:test';

/** Lines `{client, capability, passed}` are added to this file, when it is named: `scripts/client-table.mjs` does. */
const file = process.env.PLANTAIN_CLIENT_TABLE;

/** A test that is one cell of the table of clients and what they can do here. */
export function capable(client: string, capability: string, run: () => Promise<void>): void {
  let passed = false;
  it(`${client}: ${capability}`, async () => {
    await run();
    passed = true;
  });
  after(async () => {
    if (file) await appendFile(file, `${JSON.stringify({ client, capability, passed })}\n`);
  });
}
