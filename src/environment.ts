import { z } from 'zod';
import { webAddress } from './generation/web-address.ts';
import { shortestMasterKey } from './lib/derive-key.ts';
import { readDuration } from './lib/duration.ts';
import { parseRange } from './lib/egress/address-range.ts';
import { parseProxy } from './lib/http-client/proxy.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const list = z.string().transform((text) => text.split(/[,\s]+/).filter(Boolean));

const count = (most: number) => z.coerce.number().int().min(1).max(most);
/** What a function that throws a RangeError for anything else can read. */
const readable = (read: (text: string) => unknown) => (text: string, context: z.RefinementCtx) => {
  try {
    read(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
  }
};
const ranges = list.superRefine((entries, context) => {
  for (const entry of entries) readable(parseRange)(entry, context);
});

const origins = list.refine(
  (entries) => entries.every(isOrigin) || (entries.length === 1 && entries[0] === '*'),
  {
    message:
      'must be origins such as https://app.example.com, without a path, separated by commas, or * alone',
  },
);

/** As browsers write it: compared letter by letter. Apps in a shell have schemes of their own (`tauri://localhost`). */
function isOrigin(text: string): boolean {
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#@*\s]+$/.test(text) || !URL.canParse(text)) return false;
  return !/^https?:/.test(text) || new URL(text).origin === text;
}

/** In milliseconds. */
const linkLife = z.string().transform((text, context) => {
  const ms = readDuration(text);
  if (ms !== undefined && ms >= 300_000 && ms <= 365 * 86_400_000) return ms;
  const message = 'must be how long a link is good for, such as 24h: from 5m to 365d';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** What the gateway reads of its environment; every default and bound. */
export const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(4000),
  PLANTAIN_DATA_DIR: z.string().default('./data'),
  PLANTAIN_PUBLIC_URL: webAddress('https://images.example.com', 'origin').optional(),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  PLANTAIN_ARTIFACTS: z
    .string()
    .regex(
      /^(file:(\/\/(?=\/))?.+|s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?)$/,
      'must be file:/folder or s3://bucket/prefix, the bucket in lower-case letters, digits, dots and dashes',
    )
    .optional(),
  PLANTAIN_S3_ENDPOINT: webAddress('http://minio:9000', 'bare').optional(),
  PLANTAIN_REFERENCE_ALLOW: ranges.default([]),
  PLANTAIN_REFERENCE_CACHE_SECONDS: z.coerce.number().int().min(0).max(86_400).default(300),
  PLANTAIN_REFERENCE_CACHE_MB: count(10_000_000).default(1_024),
  PLANTAIN_TRUSTED_PROXIES: ranges.default([]),
  PLANTAIN_CORS_ORIGINS: origins.default([]),
  PLANTAIN_UPSTREAM_PROXY: z.string().superRefine(readable(parseProxy)).optional(),
  PLANTAIN_UPSTREAM_NO_PROXY: list.default([]),
  PLANTAIN_REQUESTS_PER_MINUTE: count(10_000_000).default(10_000),
  PLANTAIN_READS_PER_MINUTE: count(10_000_000).default(60_000),
  PLANTAIN_MAX_RUNNING: count(1_000_000).default(5_000),
  PLANTAIN_MAX_WAITING: z.coerce.number().int().min(0).max(100_000).default(1_000),
  PLANTAIN_BODY_MEMORY_MB: count(1_000_000).default(256),
  PLANTAIN_BODY_DISK_MB: count(100_000_000).default(10_240),
  PLANTAIN_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  PLANTAIN_WORKERS: count(256).default(1),
  PLANTAIN_NODES: count(10_000).optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .optional(),
  PLANTAIN_RETENTION_DAYS: z.coerce
    .number()
    .min(
      5,
      'must be at least 5: a callback may be tried for almost four days, and what it links to must last',
    )
    .max(3650)
    .default(15),
  PLANTAIN_SIGNED_LINKS: linkLife.optional(),
  PLANTAIN_PROBES: z.enum(['on', 'off']).default('on'),
  PLANTAIN_DRAIN_SECONDS: z.coerce.number().int().min(1).max(1_200).default(120),
  PLANTAIN_FSYNC: z.enum(['on', 'off']).default('off'),
  PLANTAIN_LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  PLANTAIN_CONFIG: z.string().optional(),
  PLANTAIN_MASTER_KEY: list
    .refine((keys) => keys.every((key) => key.length >= shortestMasterKey), {
      message: `must be keys of at least ${shortestMasterKey} characters, newest first, separated by commas`,
    })
    .default([]),
  PLANTAIN_VERIFY_OUTPOST: z.string().optional(),
  PLANTAIN_VERIFY_HOURS: z.coerce
    .number()
    .min(1)
    .max(168, 'must be at most 168: what was checked more than seven days ago counts for nothing')
    .optional(),
  PLANTAIN_VERIFY_CAP_USD: z.coerce.number().min(0).max(100_000).default(1),
  PLANTAIN_VERIFY_CALLBACK_URL: webAddress('https://alerts.example.com/plantain').optional(),
  PLANTAIN_ADMIN_TOKEN: z
    .string()
    .min(24, 'must be at least 24 characters')
    .regex(/^[\x20-\x7e]*$/, 'must be of printable ASCII characters: a header carries no others surely')
    .optional(),
  GEMINI_API_KEY: z.string().min(1).optional(),
  EMULATOR_PORT: port.default(0),
});

const defaults: Readonly<Record<string, unknown>> = environment.parse({});

/** Every variable that is read, with its default as one would write it; for the operators' guide. */
export const configSettings: readonly { readonly name: string; readonly default: string | undefined }[] =
  Object.keys(environment.shape).map((name) => {
    const value = defaults[name];
    const isNone = value === undefined || (Array.isArray(value) && value.length === 0);
    return { name, default: isNone ? undefined : String(value) };
  });
