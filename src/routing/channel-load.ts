import type { ChannelLimits } from '../channels/channel.ts';
import { SteadyTime } from '../lib/steady-clock.ts';

const seconds = 60;

/** What runs on a channel in this process, and what it was sent in the last minute. */
export class ChannelLoad {
  running = 0;
  #counts = new Uint32Array(seconds);
  #sum = 0;
  #second = 0;
  #time = new SteadyTime();

  /** Why the channel's own limits allow no further call now. */
  refusal(limits: ChannelLimits, nowMs: number): string | undefined {
    if (limits.concurrency !== undefined && this.running >= limits.concurrency) {
      return `is at its limit of ${limits.concurrency} calls at once`;
    }
    if (limits.requestsPerMinute !== undefined && this.lastMinute(nowMs) >= limits.requestsPerMinute) {
      return `is at its limit of ${limits.requestsPerMinute} calls per minute`;
    }
    return undefined;
  }

  /** Share of its limits that is free, 0–1. */
  room(limits: ChannelLimits, nowMs: number): number {
    const running = limits.concurrency === undefined ? 0 : this.running / limits.concurrency;
    const minute =
      limits.requestsPerMinute === undefined ? 0 : this.lastMinute(nowMs) / limits.requestsPerMinute;
    return Math.max(0, 1 - Math.max(running, minute));
  }

  enter(nowMs: number): void {
    this.#advance(nowMs);
    const index = this.#second % seconds;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
    this.#sum += 1;
    this.running += 1;
  }

  leave(): void {
    this.running -= 1;
  }

  lastMinute(nowMs: number): number {
    this.#advance(nowMs);
    return this.#sum;
  }

  /** Empties the seconds that passed. */
  #advance(nowMs: number): void {
    const second = Math.floor(this.#time.at(nowMs) / 1000);
    const passed = Math.min(second - this.#second, seconds);
    for (let step = 1; step <= passed; step += 1) {
      const index = (second - passed + step) % seconds;
      this.#sum -= this.#counts[index] ?? 0;
      this.#counts[index] = 0;
    }
    this.#second = second;
  }
}
