import path from 'node:path';
import type { z } from 'zod';
import type { CatalogData } from './catalog/catalog-data.ts';
import { modelFields } from './catalog/model-entry.ts';
import { type ChannelEntry, channelCapabilities, channelFields } from './channels/channel-entry.ts';
import { environment } from './environment.ts';
import { issueWords } from './generation/issue-words.ts';
import { type HttpProxy, parseProxy } from './lib/http-client/proxy.ts';
import { withoutSlash } from './lib/without-slash.ts';
import { type ConfigFile, noFile, readConfigFile } from './read-config-file.ts';

/** Keys of a channel in the file that PLANTAIN_CONFIG names. */
export const channelKeys: readonly string[] = Object.keys(channelFields.shape);

/** Keys of its `capabilities`. */
export const capabilityKeys: readonly string[] = Object.keys(channelCapabilities.shape);

/** Keys of a model there. */
export const modelKeys: readonly string[] = Object.keys(modelFields.shape);

export interface Config {
  /** Names of the variables that the environment sets. */
  readonly given: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Origin of artifact URLs; undefined: the address the server listens on. */
  readonly publicUrl: string | undefined;
  readonly databaseUrl: string;
  readonly artifacts: string;
  readonly s3Endpoint: string | undefined;
  /** Address ranges excepted from the egress guard. */
  readonly referenceAllow: readonly string[];
  /** Longest a fetched reference is used again, and what those kept may hold together. */
  readonly referenceCacheMs: number;
  readonly referenceCacheBytes: number;
  /** Address ranges of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Whose pages may use the API from a browser; `*`: everybody's. */
  readonly corsOrigins: readonly string[];
  /** The way to upstreams with an `https:` address. */
  readonly upstreamProxy: HttpProxy | undefined;
  /** Creates, and reads, per minute of a key whose settings say nothing. */
  readonly requestsPerMinute: number;
  readonly readsPerMinute: number;
  /** Synchronous generations that may run in this process at once, and as many tasks beside them. */
  readonly maxRunning: number;
  /** Synchronous generations that may wait for one of these places. */
  readonly maxWaiting: number;
  /** What bodies of requests without an answer may hold in memory, and what their images and files on the disk. */
  readonly bodyMemoryBytes: number;
  readonly bodyDiskBytes: number;
  /** `api` accepts and never performs tasks, `worker` only performs them; both need PostgreSQL. */
  readonly role: 'all' | 'api' | 'worker';
  /** Processes that share one port; more than one need PostgreSQL. */
  readonly workers: number;
  /** Nodes that share the rate limits while Redis is away; undefined: as many as were last seen there. */
  readonly nodes: number | undefined;
  /** Counts rate limits for several processes; undefined: each process counts for itself. */
  readonly redisUrl: string | undefined;
  readonly retentionMs: number;
  /** How long a link to an artifact is good for; undefined: links are not signed. */
  readonly linkMs: number | undefined;
  /** Resting channels are asked by free calls whether they work again. */
  readonly probes: boolean;
  /** Longest a process that was asked to end goes on with what it has begun; the rest is handed back. */
  readonly drainMs: number;
  /** Wait for images to be on the disk before answering. */
  readonly fsync: boolean;
  readonly logLevel: string;
  /** Seal the secrets in the database, newest first; empty: a key file in the data folder does. */
  readonly masterKeys: readonly string[];
  /** Opens the admin API; undefined: there is none. */
  readonly adminToken: string | undefined;
  /** Address to give out test files and receive callbacks on while checks run; undefined: such rows stay Beta. */
  readonly verifyOutpost: string | undefined;
  /** How often each live channel is checked by itself; undefined: never. */
  readonly verifyEveryMs: number | undefined;
  /** The most one of these runs may cost. */
  readonly verifyCapMicros: number;
  /** Is told when a capability stops working, and when it works again. */
  readonly verifyCallbackUrl: string | undefined;
  readonly geminiApiKey: string | undefined;
  readonly emulatorPort: number;
  /** YAML file with channels and models. */
  readonly configFile: string | undefined;
  readonly channels: readonly ChannelEntry[];
  /** The shipped models with those of the file. */
  readonly catalog: CatalogData;
  /** The file as it stands there now. Throws ConfigError. */
  rereadFile(): ConfigFile;
}

/** Every problem of the configuration at once, each with the name to change. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads the environment and the YAML file it names. Throws ConfigError. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  // Secrets that come from files end in a line break. An empty variable, or one of blanks, means the same as none:
  // compose files write them so.
  const given = Object.fromEntries(
    Object.entries(env)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== ''),
  );
  const read = environment.safeParse(given, { error: issueWords });
  if (!read.success) problems.push(...read.error.issues.map(describeIssue));
  const configFile = given.PLANTAIN_CONFIG;
  const file = configFile === undefined ? noFile : readConfigFile(configFile, given, problems);
  if (read.success && read.data.PLANTAIN_ROLE !== 'all' && !read.data.DATABASE_URL) {
    problems.push('PLANTAIN_ROLE: several processes need PostgreSQL; set DATABASE_URL or leave the role out');
  }
  if (read.success && read.data.PLANTAIN_WORKERS > 1 && !read.data.DATABASE_URL) {
    problems.push('PLANTAIN_WORKERS: several processes need PostgreSQL; set DATABASE_URL or leave it at 1');
  }
  if (!read.success || problems.length > 0) throw new ConfigError(problems);
  const settings = read.data;
  const dataFolder = path.resolve(settings.PLANTAIN_DATA_DIR);
  return {
    given: Object.keys(environment.shape).filter((name) => name in given),
    host: settings.HOST,
    port: settings.PORT,
    dataFolder,
    publicUrl: settings.PLANTAIN_PUBLIC_URL && withoutSlash(settings.PLANTAIN_PUBLIC_URL),
    databaseUrl: settings.DATABASE_URL ?? `sqlite:${path.join(dataFolder, 'plantain.db')}`,
    artifacts: settings.PLANTAIN_ARTIFACTS ?? `file:${path.join(dataFolder, 'artifacts')}`,
    s3Endpoint: settings.PLANTAIN_S3_ENDPOINT,
    referenceAllow: settings.PLANTAIN_REFERENCE_ALLOW,
    referenceCacheMs: settings.PLANTAIN_REFERENCE_CACHE_SECONDS * 1_000,
    referenceCacheBytes: settings.PLANTAIN_REFERENCE_CACHE_MB * 1_048_576,
    trustedProxies: settings.PLANTAIN_TRUSTED_PROXIES,
    corsOrigins: settings.PLANTAIN_CORS_ORIGINS,
    upstreamProxy:
      settings.PLANTAIN_UPSTREAM_PROXY === undefined
        ? undefined
        : parseProxy(settings.PLANTAIN_UPSTREAM_PROXY, settings.PLANTAIN_UPSTREAM_NO_PROXY),
    requestsPerMinute: settings.PLANTAIN_REQUESTS_PER_MINUTE,
    readsPerMinute: settings.PLANTAIN_READS_PER_MINUTE,
    maxRunning: settings.PLANTAIN_MAX_RUNNING,
    maxWaiting: settings.PLANTAIN_MAX_WAITING,
    bodyMemoryBytes: settings.PLANTAIN_BODY_MEMORY_MB * 1_048_576,
    bodyDiskBytes: settings.PLANTAIN_BODY_DISK_MB * 1_048_576,
    role: settings.PLANTAIN_ROLE,
    workers: settings.PLANTAIN_WORKERS,
    nodes: settings.PLANTAIN_NODES,
    redisUrl: settings.REDIS_URL,
    retentionMs: settings.PLANTAIN_RETENTION_DAYS * 86_400_000,
    linkMs: settings.PLANTAIN_SIGNED_LINKS,
    probes: settings.PLANTAIN_PROBES === 'on',
    drainMs: settings.PLANTAIN_DRAIN_SECONDS * 1_000,
    fsync: settings.PLANTAIN_FSYNC === 'on',
    logLevel: settings.PLANTAIN_LOG_LEVEL,
    masterKeys: settings.PLANTAIN_MASTER_KEY,
    adminToken: settings.PLANTAIN_ADMIN_TOKEN,
    verifyOutpost: settings.PLANTAIN_VERIFY_OUTPOST,
    verifyEveryMs:
      settings.PLANTAIN_VERIFY_HOURS === undefined ? undefined : settings.PLANTAIN_VERIFY_HOURS * 3_600_000,
    verifyCapMicros: Math.round(settings.PLANTAIN_VERIFY_CAP_USD * 1_000_000),
    verifyCallbackUrl: settings.PLANTAIN_VERIFY_CALLBACK_URL,
    geminiApiKey: settings.GEMINI_API_KEY,
    emulatorPort: settings.EMULATOR_PORT,
    configFile,
    ...file,
    rereadFile() {
      const found: string[] = [];
      const fresh = configFile === undefined ? noFile : readConfigFile(configFile, given, found);
      if (found.length > 0) throw new ConfigError(found);
      return fresh;
    },
  };
}

const describeIssue = (issue: z.core.$ZodIssue) => `${issue.path.join('.') || 'file'}: ${issue.message}`;
