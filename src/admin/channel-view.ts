import type { Channel } from '../channels/channel.ts';
import type { StoredChannel } from '../channels/channel-rows.ts';
import { toSnakeCase } from '../lib/camel-case.ts';
import { isoTime } from '../lib/iso-time.ts';
import type { Vitals } from '../routing/channel-health.ts';
import type { Router } from '../routing/router.ts';
import type { ChannelCheck } from '../routing/test-channel.ts';

export interface SeenChannel {
  /** Undefined: it is stored and cannot be used; the log says why. */
  readonly channel: Channel | undefined;
  readonly stored: StoredChannel | undefined;
}

/**
 * A channel as operators see it: everything but its secrets, with its health as a gateway's process sees it. One that
 * cannot be used is shown as it is stored.
 */
export function channelView(
  { channel, stored }: SeenChannel,
  router: Pick<Router, 'health'> | undefined,
  nowMs: number,
) {
  const id = channel?.id ?? stored?.entry.id ?? '';
  const health = router?.health;
  return {
    object: 'channel',
    id,
    name: channel?.name ?? stored?.entry.name ?? id,
    provider: channel?.provider ?? stored?.entry.provider,
    base_url: channel?.baseUrl ?? stored?.entry.base_url ?? null,
    source: channel?.source ?? 'store',
    usable: channel !== undefined,
    mode: channel?.mode ?? 'live',
    tier: channel?.tier ?? stored?.entry.tier,
    priority: channel?.priority ?? stored?.entry.priority,
    weight: channel?.weight ?? stored?.entry.weight ?? 1,
    enabled: channel?.enabled ?? stored?.entry.enabled,
    draining: channel?.draining ?? stored?.entry.draining ?? false,
    probe: channel?.probe ?? stored?.entry.probe ?? true,
    models: (channel ? channel.models : stored?.entry.models) ?? null,
    settings: channel?.settings ?? stored?.entry.settings ?? {},
    tags: channel?.tags ?? stored?.entry.tags ?? [],
    limits: {
      requests_per_minute:
        (channel ? channel.limits.requestsPerMinute : stored?.entry.limits?.requests_per_minute) ?? null,
      concurrency: (channel ? channel.limits.concurrency : stored?.entry.limits?.concurrency) ?? null,
    },
    capabilities: stored?.entry.capabilities ?? capabilitiesView(channel),
    cost: channel ? costView(channel) : storedCostView(stored),
    credentials: (channel?.credentials ?? stored?.credentials ?? []).map((credential) => ({
      id: credential.id,
      fingerprint: stored?.credentials.find((each) => each.id === credential.id)?.fingerprint ?? null,
      resting_until: isoTime(health?.credentials.restingUntilMs(credential.id, nowMs) ?? null),
    })),
    ...(health && howItIs(id, health, nowMs)),
    version: stored?.version ?? null,
    created_at: isoTime(stored?.createdAtMs ?? null),
    updated_at: isoTime(stored?.updatedAtMs ?? null),
  };
}

/** By the names that configure them. */
const capabilitiesView = ({ capabilities = {} }: Partial<Channel> = {}) =>
  Object.fromEntries(Object.entries(capabilities).map(([name, value]) => [toSnakeCase(name), value]));

const costView = ({ cost = {} }: Channel) =>
  Object.fromEntries(
    Object.entries(cost).map(([model, { tiers, failedMicros }]) => [
      model,
      { tiers_micros: tiers, failed_micros: failedMicros },
    ]),
  );

const storedCostView = (stored: StoredChannel | undefined) =>
  Object.fromEntries(
    Object.entries(stored?.entry.cost ?? {}).map(([model, { failed = 0, ...tiers }]) => [
      model,
      {
        tiers_micros: Object.fromEntries(Object.entries(tiers).map(([tier, usd]) => [tier, micros(usd)])),
        failed_micros: micros(failed),
      },
    ]),
  );

const micros = (usd: number) => Math.round(usd * 1e6);

function howItIs(id: string, health: Router['health'], nowMs: number) {
  const load = health.load(id);
  return {
    load: { running: load.running, last_minute: load.lastMinute(nowMs) },
    health: health.of(id).map((vitals) => healthView(vitals, nowMs)),
  };
}

/** Since this process started, by upstream model. */
const healthView = (vitals: Vitals, nowMs: number) => ({
  upstream_model: vitals.upstreamModel,
  circuit: vitals.circuit.state(nowMs),
  cause: vitals.circuit.cause ?? null,
  open_until: isoTime(vitals.circuit.openUntilMs || null),
  calls: vitals.calls,
  delivered: vitals.delivered,
  error_rate: Number(vitals.errorRate.toFixed(4)),
  latency_ms: vitals.delivered > 0 ? Math.round(vitals.latencyMs) : null,
  last_failure: vitals.lastFailure
    ? { code: vitals.lastFailure.code, at: isoTime(vitals.lastFailure.atMs) }
    : null,
});

/** What a test of a channel found, and what it cost. */
export function testView(id: string, checks: readonly ChannelCheck[]) {
  const isUnknown = checks.some(({ costMicros }) => costMicros === undefined);
  return {
    object: 'channel_test',
    channel: id,
    ok: checks.length > 0 && checks.every(({ result }) => result === 'accepted'),
    /** Null: the channel has no cost set. */
    cost_micros: isUnknown ? null : checks.reduce((sum, { costMicros = 0 }) => sum + costMicros, 0),
    checks: checks.map((check) => ({
      upstream_model: check.upstreamModel,
      credential: check.credential,
      call: check.call,
      result: check.result,
      code: check.code ?? null,
      detail: check.detail ?? null,
      duration_ms: check.durationMs,
      image_bytes: check.imageBytes ?? null,
    })),
  };
}
