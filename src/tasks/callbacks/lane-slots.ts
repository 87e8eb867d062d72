import type { Mode } from '../../generation/caller.ts';

/** What one payer, an account in one mode, has to send to one host. */
export interface Lane {
  readonly accountId: string;
  readonly mode: Mode;
  readonly host: string;
}

export interface LaneOffer extends Lane {
  readonly limit: number;
}

interface Payer {
  running: number;
  /** Lanes in which something may be due. */
  readonly asking: Map<string, Lane>;
  /** Of its lanes, how many wait for a place of their host. */
  waiting: number;
}

/**
 * Who may be sent to now: so many at once in all, and so many per host. A payer never holds more places than are left
 * free, so that one whose receivers all hang leaves half of them to the others, and two of that kind a third. Payers
 * are served in turn, and so are the hosts of each.
 */
export class LaneSlots {
  private readonly most: number;
  private readonly mostPerHost: number;
  private readonly ofHost = new Map<string, number>();
  private readonly payers = new Map<string, Payer>();
  /** Lanes whose host had all its places taken when more may have been due. */
  private readonly waiting = new Map<string, Map<Payer, Lane>>();
  private total = 0;

  constructor(limits: { readonly most: number; readonly mostPerHost: number }) {
    this.most = limits.most;
    this.mostPerHost = limits.mostPerHost;
  }

  ask(lane: Lane): void {
    this.payerOf(lane).asking.set(lane.host, lane);
  }

  /** Places that can be filled now, lane by lane; all of them together fit. */
  offers(): LaneOffer[] {
    const offers: LaneOffer[] = [];
    const offered = new Map<string, number>();
    let left = this.most - this.total;
    for (const [name, payer] of [...this.payers]) {
      let held = payer.running;
      for (const lane of payer.asking.values()) {
        // As many as it can take one by one before it holds what is left free.
        const share = Math.ceil((left - held) / 2);
        if (share <= 0) break;
        payer.asking.delete(lane.host);
        const inHost = (this.ofHost.get(lane.host) ?? 0) + (offered.get(lane.host) ?? 0);
        const limit = Math.min(share, this.mostPerHost - inHost);
        if (limit <= 0) {
          this.wait(payer, lane);
          continue;
        }
        offers.push({ limit, ...lane });
        offered.set(lane.host, (offered.get(lane.host) ?? 0) + limit);
        held += limit;
        left -= limit;
      }
      // Whoever waits for a host keeps its turn.
      const isIdle = payer.running + payer.waiting + payer.asking.size === 0;
      if (!isIdle && held === payer.running) continue;
      this.payers.delete(name);
      // To the end of the line: what comes free next is another payer's.
      if (!isIdle) this.payers.set(name, payer);
    }
    return offers;
  }

  take(lane: Lane): void {
    this.total += 1;
    this.ofHost.set(lane.host, (this.ofHost.get(lane.host) ?? 0) + 1);
    this.payerOf(lane).running += 1;
  }

  free(lane: Lane): void {
    this.total -= 1;
    const left = (this.ofHost.get(lane.host) ?? 1) - 1;
    if (left > 0) this.ofHost.set(lane.host, left);
    else this.ofHost.delete(lane.host);
    this.payerOf(lane).running -= 1;
    for (const [payer, next] of this.waiting.get(lane.host) ?? []) {
      payer.waiting -= 1;
      payer.asking.set(next.host, next);
    }
    this.waiting.delete(lane.host);
  }

  private wait(payer: Payer, lane: Lane): void {
    const lanes = this.waiting.get(lane.host) ?? new Map<Payer, Lane>();
    if (!lanes.has(payer)) payer.waiting += 1;
    this.waiting.set(lane.host, lanes.set(payer, lane));
  }

  private payerOf({ accountId, mode }: Lane): Payer {
    const name = `${mode} ${accountId}`;
    const payer = this.payers.get(name) ?? { running: 0, waiting: 0, asking: new Map() };
    this.payers.set(name, payer);
    return payer;
  }
}
