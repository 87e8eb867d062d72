import type { Channel } from '../channels/channel.ts';

/** A key the upstream refused is left alone this long; then one call may show whether it works again. */
const deniedMs = 60_000;
const limitedMs = 1_000;
const longestMs = 300_000;

interface Rest {
  readonly channel: string;
  /** At an earlier time it is over: the clock was set back, and the rest might take as long. */
  readonly sinceMs: number;
  readonly untilMs: number;
}

/** Which of a channel's credentials are usable now; one that was refused or limited rests. */
export class CredentialPool {
  /** By credential. */
  #resting = new Map<string, Rest>();
  #turn = 0;

  /** The next usable credential in turn; when all rest, the first: the circuit decides whether it is tried. */
  pick(channel: Channel, nowMs: number): Channel['credentials'][number] | undefined {
    const { credentials } = channel;
    if (credentials.length < 2) return credentials[0];
    for (let step = 0; step < credentials.length; step += 1) {
      const credential = credentials[(this.#turn + step) % credentials.length];
      if (!credential || this.#isResting(credential.id, nowMs)) continue;
      this.#turn = (this.#turn + step + 1) % credentials.length;
      return credential;
    }
    return credentials[0];
  }

  /** Rests a credential; true when the channel has another one to use at once. */
  rest(
    channel: Channel,
    id: string,
    cause: 'denied' | 'rate_limited',
    nowMs: number,
    retryDelayMs = 0,
  ): boolean {
    const restMs = cause === 'denied' ? deniedMs : Math.max(limitedMs, Math.min(retryDelayMs, longestMs));
    this.#resting.set(id, { channel: channel.id, sinceMs: nowMs, untilMs: nowMs + restMs });
    return channel.credentials.some((credential) => !this.#isResting(credential.id, nowMs));
  }

  /** It was accepted. */
  wake(id: string): void {
    this.#resting.delete(id);
  }

  /** Nothing is held against the credentials of a channel any more. */
  wakeAll(channel: string): void {
    for (const [id, rest] of this.#resting) if (rest.channel === channel) this.#resting.delete(id);
  }

  restingUntilMs(id: string, nowMs: number): number | undefined {
    const rest = this.#resting.get(id);
    return rest && rest.sinceMs <= nowMs && nowMs < rest.untilMs ? rest.untilMs : undefined;
  }

  #isResting(id: string, nowMs: number): boolean {
    return this.restingUntilMs(id, nowMs) !== undefined;
  }
}
