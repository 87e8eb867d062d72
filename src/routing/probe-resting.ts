import type { Channel } from '../channels/channel.ts';
import type { ModelCatalog } from '../generation/model.ts';
import type { Provider } from '../generation/provider.ts';
import type { Clock } from '../lib/clock.ts';
import type { Outbound } from '../lib/outbound.ts';
import { steadyClock } from '../lib/steady-clock.ts';
import type { ChannelHealth, Vitals } from './channel-health.ts';
import { type FreeCall, hasFreeCall, makeFreeCall } from './free-call.ts';

export interface ProberParts {
  readonly health: ChannelHealth;
  readonly channels: () => readonly Channel[];
  readonly providers: ReadonlyMap<string, Provider>;
  readonly catalog: ModelCatalog;
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Called after each free call; `code` is `accepted` or that of the failure. */
  readonly onProbe: (vitals: Vitals, code: string) => void;
}

/** What rests for these rests long, and a call that costs nothing tells whether it is over. */
const probedCauses: ReadonlySet<string | undefined> = new Set(['denied', 'model_gone']);
const soonestMs = 2_000;
const latestMs = 60_000;
/** The longer something was wrong, the later its end may be noticed. */
const shareOfRest = 0.05;
const mostAtOnce = 20;

/**
 * Looks after ways that rest for a refused credential or a missing model. An accepted free call only lets the next
 * request try: health checks that draw pictures cost money, and chat calls fail on image models (peers §1 row 8).
 * Each call of the result is one round.
 */
export function createProber(parts: ProberParts): () => Promise<void> {
  const { health, clock } = parts;
  const steady = steadyClock(clock);
  /** In steady time. */
  const nextAtMs = new WeakMap<Vitals, number>();
  return async () => {
    const nowMs = clock.now();
    const steadyMs = steady.now();
    const channels = new Map(parts.channels().map((channel) => [channel.id, channel]));
    const due = [...health.all()]
      .filter(({ circuit }) => probedCauses.has(circuit.cause) && circuit.state(nowMs) === 'open')
      .filter((vitals) => (nextAtMs.get(vitals) ?? 0) <= steadyMs)
      .flatMap((vitals) => callsOf(parts, vitals, channels.get(vitals.channel)))
      .slice(0, mostAtOnce);
    for (const { vitals } of due) {
      const waitMs = (nowMs - vitals.circuit.sinceMs) * shareOfRest;
      nextAtMs.set(vitals, steadyMs + Math.min(Math.max(soonestMs, waitMs), latestMs));
    }
    await Promise.all(
      due.map(async ({ vitals, call }) => {
        const failure = await makeFreeCall(parts, call);
        parts.onProbe(vitals, failure?.code ?? 'accepted');
        if (failure) return;
        health.credentials.wake(call.credential.id);
        vitals.circuit.suggest(clock.now());
      }),
    );
  };
}

/** One call for each credential: any of them may work again. */
function callsOf(
  { providers, catalog }: ProberParts,
  vitals: Vitals,
  channel: Channel | undefined,
): { vitals: Vitals; call: FreeCall }[] {
  const provider = channel && providers.get(channel.provider);
  const upstream = catalog.upstream(vitals.upstreamModel);
  if (!provider || !upstream || !hasFreeCall(provider)) return [];
  if (!channel.probe || !channel.enabled || channel.mode === 'test') return [];
  return channel.credentials.map((credential) => ({
    vitals,
    call: { channel, provider, upstream, credential },
  }));
}
