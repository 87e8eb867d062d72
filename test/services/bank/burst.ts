// A process to be killed: writes without pause and prints the id of each write after it was acknowledged.
import { writeSync } from 'node:fs';
import { openBank } from './open-bank.ts';
import { addEntries, openAccount } from './units.ts';

const [url = '', lanes = '8'] = process.argv.slice(2);
const store = await openBank(url);
await store.write(openAccount, { id: 'burst', balanceMicros: 0 }).catch(() => {});
let slot = 0;

async function lane(): Promise<never> {
  for (;;) {
    slot += 1;
    const id = `burst-${String(slot).padStart(6, '0')}`;
    await store.write(addEntries, [
      { id, accountId: 'burst', slot, amountMicros: 1 },
      { id: `${id}-twin`, accountId: 'burst', slot: -slot, amountMicros: -1 },
    ]);
    // Synchronously: what a pipe still buffers when the process dies would look like a write that was not acknowledged.
    writeSync(1, `${id}\n`);
  }
}
await Promise.all(Array.from({ length: Number(lanes) }, lane));
