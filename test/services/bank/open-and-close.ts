// One of several processes that open the same database at the same moment; prints what it migrated.
import { openStore } from '../../../src/store/open-store.ts';

const [url = '', migrations = ''] = process.argv.slice(2);
const store = await openStore({ url, migrations });
process.stdout.write(JSON.stringify(store.migrateInfo));
await store.close();
