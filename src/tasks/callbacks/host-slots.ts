/**
 * Who may be sent to now: so many at once in all, and so many per host, so that receivers that hang cannot take
 * every place. Hosts that ask are served in turn.
 */
export class HostSlots {
  private readonly most: number;
  private readonly mostPerHost: number;
  private readonly running = new Map<string, number>();
  private total = 0;
  /** Hosts for which something may be due. */
  private readonly asking = new Set<string>();
  /** Hosts that had all their places taken when more may have been due. */
  private readonly waiting = new Set<string>();

  constructor(limits: { readonly most: number; readonly mostPerHost: number }) {
    this.most = limits.most;
    this.mostPerHost = limits.mostPerHost;
  }

  ask(host: string): void {
    this.asking.add(host);
  }

  /** Places that can be filled now, host by host. */
  offers(): { host: string; limit: number }[] {
    const offers: { host: string; limit: number }[] = [];
    let left = this.most - this.total;
    for (const host of this.asking) {
      if (left === 0) break;
      this.asking.delete(host);
      const limit = Math.min(left, this.mostPerHost - (this.running.get(host) ?? 0));
      if (limit > 0) offers.push({ host, limit });
      else this.waiting.add(host);
      left -= limit;
    }
    return offers;
  }

  take(host: string): void {
    this.total += 1;
    this.running.set(host, (this.running.get(host) ?? 0) + 1);
  }

  free(host: string): void {
    this.total -= 1;
    const left = (this.running.get(host) ?? 1) - 1;
    if (left > 0) this.running.set(host, left);
    else this.running.delete(host);
    if (this.waiting.delete(host)) this.asking.add(host);
  }
}
