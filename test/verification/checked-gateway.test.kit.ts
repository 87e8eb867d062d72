import path from 'node:path';
import { startEmulator } from '../../emulator/index.ts';
import { createKeys } from '../../src/admission/keys.ts';
import { readCheckPicture } from '../../src/app/check-pictures.ts';
import { createCatalog } from '../../src/catalog/catalog.ts';
import { shippedModels, shippedUpstreamModels } from '../../src/catalog/shipped-models.ts';
import { shippedPrices } from '../../src/catalog/shipped-prices.ts';
import type { ChannelEntry } from '../../src/channels/channel-entry.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { createOutbound } from '../../src/lib/outbound.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { CapabilityRow } from '../../src/verification/capability-table.ts';
import { openOutpost } from '../../src/verification/outpost.ts';
import type { Change } from '../../src/verification/run.ts';
import { createRunDesk } from '../../src/verification/run-desk.ts';
import type { RunOrder } from '../../src/verification/run-order.ts';
import type { ChannelKind } from '../../src/verification/target.ts';
import { createVerification } from '../../src/verification/verification.ts';
import { startGateway } from '../gateway/gateway.test.kit.ts';
import { startFaultyServer } from './faulty-upstream.test.kit.ts';

export interface CheckedOptions {
  readonly spare?: boolean;
  /** What is said of the channel that is checked, beside the ordinary. */
  readonly channel?: Partial<ChannelEntry>;
  /** Settings of the gateway. */
  readonly env?: Record<string, string>;
}

/**
 * A gateway whose live channel leads through a breakable proxy, a breakable door to it, and its verification; with a
 * second channel that is tried later and never broken where `spare` says so.
 */
export async function openCheckedGateway({
  spare = false,
  channel: rest = {},
  env = {},
}: CheckedOptions = {}) {
  const upstream = await startFaultyServer('http://127.0.0.1:1');
  const sound = spare ? await startEmulator({ port: 0 }) : undefined;
  const channel = (id: string, base_url: string, priority: number) => ({
    id,
    provider: 'gemini-api',
    base_url,
    credential: 'canary-channel-credential',
    tier: 'official' as const,
    priority,
    enabled: true,
    settings: {},
  });
  const gateway = await startGateway({
    env,
    config: {
      channels: [
        { ...channel('upstream', upstream.url, 1), ...rest },
        ...(sound ? [channel('spare', sound.url, 2)] : []),
      ],
    },
  });
  upstream.passTo(gateway.upstream.url);
  const door = await startFaultyServer(gateway.url);
  const outpost = await openOutpost('127.0.0.1');
  const outbound = createOutbound();
  const databaseUrl =
    process.env.PLANTAIN_TEST_GATEWAY_DATABASE_URL ??
    `sqlite:${path.join(gateway.dataFolder, 'plantain.db')}`;
  const store = await openStore({ url: databaseUrl });
  const time = { nowMs: Date.parse('2026-04-14T00:00:00Z') };
  const clock: Clock = { now: () => time.nowMs };
  const catalog = createCatalog(shippedModels, shippedUpstreamModels);
  const keys = createKeys(store, { now: () => Date.now() });
  const changes: Change[] = [];
  const account: { id: string | undefined } = { id: undefined };
  const verification = createVerification({
    store,
    clock,
    outbound,
    catalog,
    listPrices: shippedPrices,
    origin: () => door.url,
    makeKey: (mode) =>
      keys.create({
        mode,
        name: 'verification',
        settings: { pinChannels: true },
        ...(account.id ? { accountId: account.id } : {}),
      }),
    revokeKey: (id) => keys.revoke(id),
    version: 'test',
    readPicture: readCheckPicture,
    owner: 'test',
    onChange: (change) => changes.push(change),
  });
  const order = (rest: Partial<RunOrder>, kind: ChannelKind = 'official'): RunOrder => ({
    target: { channel: kind === 'sandbox' ? 'sandbox' : 'upstream', kind },
    reason: 'demand',
    by: { actor: 'cli:test' },
    emulated: true,
    outpost,
    // More than everything costs.
    capMicros: kind === 'sandbox' ? undefined : 1_000_000_000,
    ...rest,
  });
  const desk = createRunDesk({
    verification,
    store,
    now: clock.now,
    targetOf: (channel) => ({ channel, kind: 'official', models: ['nano-banana-2'] }),
    openOutpost: async () => undefined,
  });
  return {
    gateway,
    outbound,
    desk,
    upstream,
    door,
    store,
    time,
    changes,
    /** Whose the keys of runs are, where it is not the default one. */
    account,
    verification,
    order,
    /** Runs the cases and answers with the rows they are about. */
    async check(rest: Partial<RunOrder>, kind?: ChannelKind): Promise<CapabilityRow[]> {
      const planned = await verification.plan(order(rest, kind));
      const { id } = await planned.run();
      return (await verification.table()).filter(({ evidence }) =>
        evidence.some((entry) => entry.run_id === id),
      );
    },
    async close() {
      await store.close();
      outbound.close();
      await outpost.close();
      await door.close();
      await gateway.close();
      await upstream.close();
      await sound?.close();
    },
  };
}

export const failing = (rows: readonly CapabilityRow[]): string[] =>
  rows
    .filter(({ status }) => status === 'Failing')
    .map(({ case: row }) => `${row.feature} ${row.label}`)
    .sort();
