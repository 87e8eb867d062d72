import { answered } from '../admin/admin-route.ts';
import { durationText } from '../lib/duration.ts';
import type { ConsoleRoute } from './console-route.ts';
import { isStaff } from './roles.ts';

/** What of the configuration operators read in the console; no address and no secret is among it. */
export interface ShownSettings {
  readonly databaseUrl: string;
  readonly artifacts: string;
  readonly publicUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly retentionMs: number;
  readonly linkMs: number | undefined;
  readonly requestsPerMinute: number;
  readonly readsPerMinute: number;
  readonly maxRunning: number;
  readonly maxWaiting: number;
  readonly bodyMemoryBytes: number;
  readonly bodyDiskBytes: number;
  readonly drainMs: number;
  readonly fsync: boolean;
  readonly probes: boolean;
  readonly verifyEveryMs: number | undefined;
  readonly verifyCapMicros: number;
  readonly referenceCacheMs: number;
  readonly referenceCacheBytes: number;
  /** Names of the variables that the environment sets. */
  readonly given: readonly string[];
}

type Value = string | number | boolean | null;

interface Setting {
  /** The variable that sets it. */
  readonly name: string;
  readonly group: 'retention' | 'limits' | 'storage' | 'checks';
  /** In force. */
  readonly value: Value;
}

const dayMs = 86_400_000;

/**
 * `/settings`: what this process runs with, the names under which it is set, whether it was, and what it would be
 * otherwise. Read only: the environment is the one place they are set in, and it is read at the start.
 */
export const settingRoutes = (config: ShownSettings, unset: ShownSettings): ConsoleRoute[] => {
  const defaults = new Map(settingsOf(unset).map(({ name, value }) => [name, value]));
  const data = settingsOf(config).map((setting) => ({
    ...setting,
    default: defaults.get(setting.name) ?? null,
    set_in: config.given.includes(setting.name) ? 'environment' : 'default',
  }));
  return [
    {
      method: 'GET',
      path: '/settings',
      may: isStaff,
      run: async () => answered({ object: 'list', data }),
    },
  ];
};

const settingsOf = (config: ShownSettings): Setting[] => [
  { name: 'PLANTAIN_RETENTION_DAYS', group: 'retention', value: config.retentionMs / dayMs },
  {
    name: 'PLANTAIN_SIGNED_LINKS',
    group: 'retention',
    value: config.linkMs === undefined ? null : durationText(config.linkMs),
  },
  {
    name: 'PLANTAIN_REFERENCE_CACHE_SECONDS',
    group: 'retention',
    value: config.referenceCacheMs / 1_000,
  },
  { name: 'PLANTAIN_REFERENCE_CACHE_MB', group: 'retention', value: config.referenceCacheBytes / 1_048_576 },
  { name: 'PLANTAIN_REQUESTS_PER_MINUTE', group: 'limits', value: config.requestsPerMinute },
  { name: 'PLANTAIN_READS_PER_MINUTE', group: 'limits', value: config.readsPerMinute },
  { name: 'PLANTAIN_MAX_RUNNING', group: 'limits', value: config.maxRunning },
  { name: 'PLANTAIN_MAX_WAITING', group: 'limits', value: config.maxWaiting },
  { name: 'PLANTAIN_BODY_MEMORY_MB', group: 'limits', value: config.bodyMemoryBytes / 1_048_576 },
  { name: 'PLANTAIN_BODY_DISK_MB', group: 'limits', value: config.bodyDiskBytes / 1_048_576 },
  { name: 'PLANTAIN_DRAIN_SECONDS', group: 'limits', value: config.drainMs / 1_000 },
  {
    name: 'DATABASE_URL',
    group: 'storage',
    value: config.databaseUrl.startsWith('postgres') ? 'PostgreSQL' : 'SQLite',
  },
  { name: 'PLANTAIN_ARTIFACTS', group: 'storage', value: config.artifacts.startsWith('s3:') ? 'S3' : 'disk' },
  { name: 'PLANTAIN_FSYNC', group: 'storage', value: config.fsync },
  { name: 'REDIS_URL', group: 'storage', value: config.redisUrl !== undefined },
  { name: 'PLANTAIN_PUBLIC_URL', group: 'storage', value: config.publicUrl ?? null },
  { name: 'PLANTAIN_PROBES', group: 'checks', value: config.probes },
  {
    name: 'PLANTAIN_VERIFY_HOURS',
    group: 'checks',
    value: config.verifyEveryMs === undefined ? null : config.verifyEveryMs / 3_600_000,
  },
  { name: 'PLANTAIN_VERIFY_CAP_USD', group: 'checks', value: config.verifyCapMicros / 1e6 },
];
