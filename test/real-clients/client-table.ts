import { appendFile } from 'node:fs/promises';
import { after, it } from 'node:test';

/** Lines of `ClientResult` are added to this file, when it is named: `scripts/client-table.mjs` does. */
const file = process.env.PLANTAIN_CLIENT_TABLE;

/** What somebody wants to do with a client: the columns of the table. */
type Capability =
  | 'models'
  | 'generate'
  | 'references'
  | 'edit'
  | 'stream'
  | 'chat'
  | 'errors'
  | 'one call'
  | 'count tokens'
  | 'files'
  | 'batch'
  | 'tools';

/** One guarantee, and whether this run kept it. */
interface ClientResult {
  /** Row of the conformance list it belongs to, such as `O1`. */
  readonly row: string;
  readonly client: string;
  readonly version: string;
  /** Major of the Node it ran on. */
  readonly node: string;
  readonly capability: Capability;
  readonly title: string;
  readonly passed: boolean;
}

/** Tests of one client whose results stand in the table of clients and what they can do here. */
export function tableOf(client: string, version: string) {
  return (row: string, capability: Capability, title: string, run: () => Promise<void>): void => {
    const node = process.versions.node.split('.')[0] as string;
    let passed = false;
    it(`${row} ${client}: ${title}`, async () => {
      await run();
      passed = true;
    });
    after(async () => {
      const result: ClientResult = { row, client, version, node, capability, title, passed };
      if (file) await appendFile(file, `${JSON.stringify(result)}\n`);
    });
  };
}
