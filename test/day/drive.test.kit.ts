import { setTimeout as sleep } from 'node:timers/promises';
import type { DayScript } from './day-script.test.kit.ts';
import type { DayGateway } from './six-channels.test.kit.ts';

export type Strategy = 'auto' | 'value' | 'official';
type Surface = 'images' | 'generations' | 'native';

/** One request of a client, and what it got. Times are Unix milliseconds. */
export interface Asked {
  readonly token: string;
  readonly surface: Surface;
  readonly strategy: Strategy;
  /** Its prompt is one the upstream blocks. */
  readonly isBlocked: boolean;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly isDelivered: boolean;
  readonly status: number;
  readonly generation: string;
  readonly costMicros: number;
}

const every = (index: number, share: number) => Math.floor(index * share) !== Math.floor((index + 1) * share);

/** Sends the requests of a day at their times, whatever became of earlier ones; resolves when all have ended. */
export async function drive(gateway: DayGateway, key: string, script: DayScript): Promise<Asked[]> {
  const startedAtMs = Date.now();
  const total = Math.round((script.hours * script.hourMs * script.requestsPerSecond) / 1_000);
  const asked: Promise<Asked>[] = [];
  for (let index = 0; index < total; index += 1) {
    const dueAtMs = startedAtMs + (index * 1_000) / script.requestsPerSecond;
    const waitMs = dueAtMs - Date.now();
    if (waitMs > 0) await sleep(waitMs);
    asked.push(ask(gateway, key, index, every(index, script.blockedShare)));
  }
  return Promise.all(asked);
}

/** Seven in ten over the Images surface, and mostly without a wish for a strategy. */
async function ask(gateway: DayGateway, key: string, index: number, isBlocked: boolean): Promise<Asked> {
  const token = `r${index}`;
  const directive = isBlocked ? 'block, reason=IMAGE_SAFETY' : 'latency, ms=0';
  const prompt = `A plantain on a plate #emulate(${directive}, token=${token})`;
  const surface: Surface = index % 10 === 3 ? 'native' : index % 5 === 1 ? 'generations' : 'images';
  const strategy: Strategy = index % 10 === 6 ? 'value' : index % 10 === 8 ? 'official' : 'auto';
  const { target, body } = requestOf(surface, prompt);
  const startedAtMs = Date.now();
  const response = await gateway.post(target, body, {
    authorization: `Bearer ${key}`,
    'x-plantain-strategy': strategy,
  });
  // A native answer whose upstream is cut off ends uncleanly: its first bytes were on their way.
  const text = await response.text().catch(() => '');
  const endedAtMs = Date.now();
  return {
    token,
    surface,
    strategy,
    isBlocked,
    startedAtMs,
    endedAtMs,
    isDelivered: isDelivered(response.status, surface, text),
    status: response.status,
    generation: response.headers.get('x-plantain-generation') ?? '',
    costMicros: Math.round(Number(response.headers.get('x-plantain-cost-usd') ?? 0) * 1_000_000),
  };
}

function requestOf(surface: Surface, prompt: string): { target: string; body: unknown } {
  const model = 'nano-banana-2';
  if (surface === 'images') {
    return { target: '/v1/images/generations', body: { model, prompt, resolution: '0.5K' } };
  }
  if (surface === 'generations') {
    return { target: '/v1/generations', body: { model, prompt, resolution: '0.5K', wait: 60 } };
  }
  const generationConfig = { responseModalities: ['IMAGE'], imageConfig: { imageSize: '512' } };
  return {
    target: `/v1beta/models/${model}:generateContent`,
    body: { contents: [{ parts: [{ text: prompt }] }], generationConfig },
  };
}

/** A 200 alone says nothing: Google's own 200 for a blocked prompt is passed on, and a task may have failed. */
function isDelivered(status: number, surface: Surface, text: string): boolean {
  if (status >= 300) return false;
  if (surface === 'generations') return (JSON.parse(text) as { status?: string }).status === 'succeeded';
  if (surface === 'native') return /"inlineData"|"data:image|!\[/.test(text);
  return /"url"/.test(text);
}
