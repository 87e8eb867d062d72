import { badDirective } from './bad-directive.ts';
import { limited } from './limited.ts';
import type { DirectiveCall } from './parse-directives.ts';

type Values = DirectiveCall['values'];

/** What happens to the answer on its way to the socket. */
export interface WireFaults {
  readonly latencyMs: number;
  readonly slow?: { readonly bytesPerSecond?: number; readonly ms?: number };
  readonly cutAt?: number;
  readonly resetAt?: number | 'before-head';
  readonly gzip: boolean;
  /** End the body half way as if that were all. */
  readonly half: boolean;
}

export function plannedFaults(given: ReadonlyMap<string, Values>): WireFaults {
  const slow = given.get('slow');
  const cut = given.get('cut');
  const reset = given.get('reset');
  return {
    latencyMs: limited(given.get('latency')?.ms, 0, 3_600_000, 'latency: ms') ?? 0,
    ...(slow ? { slow: plannedPace(slow) } : {}),
    ...(cut ? { cutAt: Number(cut.at ?? 0.5) } : {}),
    ...(reset ? { resetAt: plannedReset(reset.at) } : {}),
    gzip: given.has('gzip'),
    half: given.has('half-json'),
  };
}

function plannedPace(values: Values): NonNullable<WireFaults['slow']> {
  if (values.bps !== undefined) return { bytesPerSecond: Math.max(1, Number(values.bps)) };
  if (values.ms !== undefined) return { ms: Number(values.ms) };
  throw badDirective('slow needs bps=… or ms=…');
}

function plannedReset(at: Values[string] | undefined): number | 'before-head' {
  if (at === undefined || at === 'before-head') return 'before-head';
  const share = Number(at);
  if (share >= 0 && share <= 1) return share;
  throw badDirective(`reset: at must be before-head or between 0 and 1, not "${at}"`);
}
