import { randomUUID } from 'node:crypto';
import type { CompiledQuery } from 'kysely';
import pg from 'pg';
import type { StoreLog } from '../store.ts';
import { openUnitSession } from '../unit-session.ts';
import { makeMark } from './commit-mark.ts';
import type { Link } from './link.ts';
import { statementOf } from './statement.ts';
import { ConnectionLost, TransactionConflict, translateError } from './translate-error.ts';
import { valueParsers } from './value-parsers.ts';

export interface PoolSettings {
  url: string;
  poolSize: number;
  /** 0: none. */
  statementTimeoutMs: number;
  connectTimeoutMs: number;
  log: StoreLog | undefined;
}

export interface Connections {
  /** Runs `act` on a connection of its own. One that was lost, or left inside a transaction, is not used again. */
  use<Result>(act: (link: Link) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** The server cancels what takes too long; one that says nothing at all after that is given up. */
const silenceMs = 3_000;

export function createConnections(settings: PoolSettings): Connections {
  const pool = new pg.Pool({
    connectionString: settings.url,
    max: settings.poolSize,
    connectionTimeoutMillis: settings.connectTimeoutMs,
    statement_timeout: settings.statementTimeoutMs,
    ...(settings.statementTimeoutMs > 0 ? { query_timeout: settings.statementTimeoutMs + silenceMs } : {}),
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    maxLifetimeSeconds: 24 * 60 * 60,
    application_name: 'plantain',
    types: valueParsers(),
    // BEGIN and SAVEPOINT travel with the statement that follows instead of costing a round trip each.
    pipeline: true,
  } as pg.PoolConfig);
  // Without a listener the loss of an idle connection would end the process.
  pool.on('error', (err) => settings.log?.warn({ err }, 'an idle PostgreSQL connection was lost'));
  // The loss of a busy connection rejects its statement, where it is dealt with; one that is being closed matters not.
  pool.on('connect', (client) => client.on('error', () => {}));
  const links = new WeakMap<pg.PoolClient, Link>();

  return {
    async use(act) {
      const client = await pool.connect().catch((error) => {
        throw translateError(error);
      });
      let broken = true;
      try {
        const link = links.get(client) ?? (await openLink(client));
        links.set(client, link);
        const result = await act(link);
        broken = false;
        return result;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

async function openLink(client: pg.PoolClient): Promise<Link> {
  let setback: TransactionConflict | ConnectionLost | undefined;
  const session = await openUnitSession('postgres', async (query: CompiledQuery) => {
    try {
      const { rows, rowCount, command } = await client.query(statementOf(query));
      const changes = ['INSERT', 'UPDATE', 'DELETE', 'MERGE'].includes(command);
      return changes ? { rows, numAffectedRows: BigInt(rowCount ?? 0) } : { rows };
    } catch (thrown) {
      const error = translateError(thrown);
      if (error instanceof TransactionConflict || error instanceof ConnectionLost) setback = error;
      throw error;
    }
  });
  const linkId = randomUUID();
  let serial = 0;
  const link: Link = {
    session,
    async exec(sql) {
      try {
        return await client.query(sql);
      } catch (error) {
        throw translateError(error);
      }
    },
    takeSetback() {
      const taken = setback;
      setback = undefined;
      return taken;
    },
    async nextMark() {
      if (serial === 0) await makeMark(link, linkId);
      serial += 1;
      return { linkId, serial };
    },
  };
  return link;
}
