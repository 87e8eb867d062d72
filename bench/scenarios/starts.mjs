import { startPostgres } from '../../test/services/postgres.mjs';
import { createDatabase } from '../accept/database.mjs';
import { Connection, jsonRequest } from '../load/connection.mjs';
import { percentile } from '../measure/statistics.mjs';
import { sizes } from '../picture.mjs';

export const name = 'starts';

/** Clients that each hand in one task after another. */
const clients = 2;

/** How long an accepted task waits until its first attempt begins, on both engines. */
export async function run({ folder, isQuick, startApart }) {
  const figures = { SQLite: [await measure(await startApart('starts', {}), isQuick)] };
  const postgres = await startPostgres().catch((error) => {
    console.error(`\n  PostgreSQL is NOT INSTALLED: no figure for it (${error.message})\n`);
  });
  if (!postgres) return figures;
  const database = await createDatabase('postgres', folder, postgres.env.DATABASE_URL);
  try {
    const gateway = await startApart('starts-postgres', { DATABASE_URL: database.url });
    figures.PostgreSQL = [await measure(gateway, isQuick)];
  } finally {
    await database.remove();
    await postgres.stop();
  }
  return figures;
}

async function measure(gateway, isQuick) {
  const result = { failures: 0, firstFailure: undefined };
  const waitsMs = [];
  const client = async (tasks, waits) => {
    const connection = new Connection(gateway.port);
    for (let task = 0; task < tasks; task += 1) {
      const { status, text } = await connection.send(request(gateway));
      const generation = JSON.parse(text);
      if (status === 200 && generation.status === 'succeeded') {
        waits.push(Date.parse(generation.attempts[0].started_at) - Date.parse(generation.created_at));
      } else {
        result.failures += 1;
        result.firstFailure ??= `${status}: ${text.slice(0, 200)}`;
      }
    }
    connection.close();
  };
  const all = (tasks, waits) => Promise.all(Array.from({ length: clients }, () => client(tasks, waits)));
  await all(8, []);
  await all(isQuick ? 20 : 80, waitsMs);
  await gateway.stop();
  return { ...result, tasks: waitsMs.length, p50Ms: percentile(waitsMs, 50), p99Ms: percentile(waitsMs, 99) };
}

/** The answer comes when the task has ended, and tells when it was accepted and when its attempt began. */
const request = ({ headers }) =>
  jsonRequest(
    '/v1/generations',
    { model: 'nano-banana-2', prompt: `A plantain. size=${sizes.small}`, wait: 30 },
    headers,
  );
