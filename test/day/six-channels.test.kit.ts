import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmulator } from '../../emulator/index.ts';
import { createApp } from '../../src/app.ts';
import type { ChannelEntry } from '../../src/channels/channel-entry.ts';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/lib/log.ts';
import { startTaskGateway, type TaskGateway } from '../tasks/task-gateway.test.kit.ts';
import { type StormyReplica, startStormyReplica } from './stormy-replica.test.kit.ts';

export const channelIds = [
  'official-gemini',
  'official-vertex',
  'value-markdown',
  'value-inline',
  'value-gateway-1',
  'value-gateway-2',
] as const;
export type ChannelId = (typeof channelIds)[number];

/** Those that charge for what they took: after a lost answer nothing is sent again. */
export const billingOnSubmit: readonly ChannelId[] = ['value-gateway-1', 'value-gateway-2'];
/** Those that take native bodies. */
export const native: readonly ChannelId[] = [
  'official-gemini',
  'official-vertex',
  'value-markdown',
  'value-inline',
];

export interface DayGateway extends TaskGateway {
  readonly replicas: Readonly<Record<ChannelId, StormyReplica>>;
}

/** Longest a call takes that has no trouble, drawing apart. */
const latencyMs = 60;

/**
 * A gateway with two official channels (the Gemini API and Vertex AI, played by the emulator) and four value ones: two
 * relays of Gemini's contract (one puts the image into a Markdown text), two accounts at another gateway.
 */
export async function startSixChannels(): Promise<DayGateway> {
  const relay = await startRelay();
  const google = await startEmulator({ recorded: 0 });
  const replica = (origin: string, directive = '') =>
    startStormyReplica(origin, { contract: origin === relay.url ? 'relay' : 'google', latencyMs, directive });
  const replicas: Record<ChannelId, StormyReplica> = {
    'official-gemini': await replica(google.url),
    'official-vertex': await replica(google.url),
    'value-markdown': await replica(google.url, 'relay, shape=markdown-data'),
    'value-inline': await replica(google.url, 'relay, shape=inline'),
    'value-gateway-1': await replica(relay.url),
    'value-gateway-2': await replica(relay.url),
  };
  const account = JSON.stringify(await google.serviceAccount());
  const channels = channelIds.map((id): ChannelEntry => {
    const isGateway = id.startsWith('value-gateway');
    const provider = isGateway ? 'openai-compatible' : id === 'official-vertex' ? 'vertex-ai' : 'gemini-api';
    return {
      id,
      provider,
      base_url: replicas[id].url,
      credential: isGateway ? relay.key : provider === 'vertex-ai' ? account : `key-of-${id}`,
      tier: id.startsWith('official') ? 'official' : 'value',
      priority: 100,
      enabled: true,
      models: { 'nano-banana-2': [isGateway ? 'nano-banana-2' : 'gemini-3.1-flash-image'] },
      settings: {},
    };
  });
  const gateway = await startTaskGateway({
    env: { PLANTAIN_LOG_LEVEL: 'info' },
    emulator: { recorded: 0 },
    config: { channels },
  });
  return {
    ...gateway,
    replicas,
    async close() {
      await gateway.close();
      for (const each of Object.values(replicas)) await each.close();
      await relay.close();
      await google.close();
    },
  };
}

/** A Plantain that relays: what its callers ask goes on to an emulator of its own. */
async function startRelay() {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'plantain-relay-'));
  const config = readConfig({ PORT: '0', PLANTAIN_DATA_DIR: dataFolder });
  const app = await createApp(config, { log: createLog('silent') });
  const url = await app.listen();
  const { key } = await app.keys.create({ mode: 'test', name: 'relay' });
  return {
    url,
    key,
    async close() {
      await app.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
