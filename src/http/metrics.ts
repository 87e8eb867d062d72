import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface WatchedCircuit {
  readonly channel: string;
  /** Its id upstream. */
  readonly model: string;
  readonly isOpen: boolean;
}

/**
 * Figures of this process for Prometheus. Labels have few values: no ids, no URLs, no keys. A worker's number tells its
 * figures from those of the others.
 */
export function createMetrics(worker?: number) {
  const registry = new Registry();
  if (worker !== undefined) registry.setDefaultLabels({ worker: String(worker) });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  let referenceCacheBytes = () => 0;
  new Gauge({
    name: 'plantain_reference_cache_bytes',
    help: 'Bytes of fetched references that are kept for their next use.',
    registers,
    collect() {
      this.set(referenceCacheBytes());
    },
  });
  const waiting = new Map<string, () => number>();
  new Gauge({
    name: 'plantain_waiting',
    help: 'Requests that wait for a place in this process, by the limit they wait at.',
    labelNames: ['limit'] as const,
    registers,
    collect() {
      for (const [limit, read] of waiting) this.set({ limit }, read());
    },
  });
  let circuits = (): readonly WatchedCircuit[] => [];
  new Gauge({
    name: 'plantain_channel_circuit_open',
    help: '1 while this process keeps calls away from an upstream model of a channel because it fails.',
    labelNames: ['channel', 'model'] as const,
    registers,
    // Read when asked for: circuits also close for an operator, a test or another process.
    collect() {
      this.reset();
      for (const { channel, model, isOpen } of circuits()) this.set({ channel, model }, isOpen ? 1 : 0);
    },
  });
  return {
    registry,
    watchCircuits(read: () => readonly WatchedCircuit[]) {
      circuits = read;
    },
    watchReferenceCache(read: () => number) {
      referenceCacheBytes = read;
    },
    watchWaiting(limit: string, read: () => number) {
      waiting.set(limit, read);
    },
    shed: new Counter({
      name: 'plantain_shed_total',
      help: 'Requests refused because this process was at a limit, by the limit.',
      labelNames: ['limit'] as const,
      registers,
    }),
    references: new Counter({
      name: 'plantain_references_total',
      help: 'Reference images by where they came from: network, shared (a fetch under way), cache, archive or inline; or failed.',
      labelNames: ['from'] as const,
      registers,
    }),
    requests: new Counter({
      name: 'plantain_http_requests_total',
      help: 'HTTP requests answered, by route and status.',
      labelNames: ['method', 'route', 'status'] as const,
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'plantain_http_request_seconds',
      help: 'Time from the request head to the end of the answer.',
      labelNames: ['route'] as const,
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 5, 10, 20, 40, 80, 160, 320],
      registers,
    }),
    generations: new Counter({
      name: 'plantain_generations_total',
      help: 'Generations that ended, by protocol, model and result (succeeded or the failure code).',
      labelNames: ['protocol', 'model', 'result'] as const,
      registers,
    }),
    images: new Counter({
      name: 'plantain_images_total',
      help: 'Images archived, by model.',
      labelNames: ['model'] as const,
      registers,
    }),
    imageBytes: new Counter({
      name: 'plantain_image_bytes_total',
      help: 'Bytes of images archived.',
      registers,
    }),
    callbacks: new Counter({
      name: 'plantain_callback_attempts_total',
      help: 'Attempts to deliver a callback, by what they led to: delivered, retried, exhausted or stopped.',
      labelNames: ['result'] as const,
      registers,
    }),
    inFlight: new Gauge({
      name: 'plantain_generations_in_flight',
      help: 'Generations running in this process.',
      registers,
    }),
    attempts: new Counter({
      name: 'plantain_attempts_total',
      help: 'Calls to upstreams that ended, by channel, upstream model and result (delivered or the failure code).',
      labelNames: ['channel', 'model', 'result'] as const,
      registers,
    }),
    attemptSeconds: new Histogram({
      name: 'plantain_attempt_seconds',
      help: 'Time of one call to an upstream, by channel.',
      labelNames: ['channel'] as const,
      buckets: [0.5, 2, 5, 10, 20, 40, 80, 160],
      registers,
    }),
    capabilityChanges: new Counter({
      name: 'plantain_capability_changes_total',
      help: 'Rows of the capability table that a check found failing which worked, or working which failed.',
      labelNames: ['model', 'contract', 'to'] as const,
      registers,
    }),
    circuitChanges: new Counter({
      name: 'plantain_channel_circuit_changes_total',
      help: 'Circuits that opened, stayed open after a try, or closed, by what the channel failed with.',
      labelNames: ['channel', 'model', 'state', 'cause'] as const,
      registers,
    }),
    probes: new Counter({
      name: 'plantain_channel_probes_total',
      help: 'Free calls that asked a resting channel whether it works again, by result (accepted or the failure code).',
      labelNames: ['channel', 'result'] as const,
      registers,
    }),
    archiveAway: new Gauge({
      name: 'plantain_archive_away',
      help: '1 while the archive takes no images and this process sends nothing upstream that could not be kept.',
      registers,
    }),
    rateLimiterFallback: new Gauge({
      name: 'plantain_rate_limiter_fallback',
      help: '1 while Redis does not answer and this process admits its share of each rate limit.',
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
