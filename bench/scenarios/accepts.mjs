import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '../../test/services/postgres.mjs';
import { acceptMany } from '../accept/accept-many.mjs';
import { createDatabase, storeGenerations } from '../accept/database.mjs';
import { openDoor } from '../accept/door.mjs';
import { openHttpDoor } from '../accept/http-door.mjs';
import { placement } from '../measure/machine.mjs';

export const name = 'accepts';

const stored = 10_000;
const accepts = 2_000;

/** Tasks posted over HTTP, 64 at once, each durable when it is answered, on both engines. */
export async function run({ dist, folder, isQuick }) {
  const figures = { SQLite: await measure('sqlite', undefined, { dist, folder, isQuick }) };
  const postgres = await startPostgres().catch((error) => {
    console.error(`\n  PostgreSQL is NOT INSTALLED: no figure for it (${error.message})\n`);
  });
  if (!postgres) return figures;
  try {
    figures.PostgreSQL = await measure('postgres', postgres.env.DATABASE_URL, { dist, folder, isQuick });
  } finally {
    await postgres.stop();
  }
  return figures;
}

async function measure(engine, serverUrl, { dist, folder, isQuick }) {
  console.error(`accepts, ${engine}`);
  const compiled = pathToFileURL(path.resolve(dist)).href;
  const database = await createDatabase(engine, folder, serverUrl);
  await (await openDoor(compiled, database)).close();
  await storeGenerations(database, stored);
  const door = await openHttpDoor(compiled, database, folder, placement?.tested);
  try {
    const rounds = [];
    await acceptMany(door, accepts);
    for (let round = 0; round < (isQuick ? 1 : 5); round += 1) rounds.push(await acceptMany(door, accepts));
    return rounds.map(({ commits, ...round }) => round);
  } finally {
    await door.close();
    await database.remove();
  }
}
