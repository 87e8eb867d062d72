import type { GenerationRecord } from './generation-record.ts';
import type { GenerationKey } from './read-generation.ts';

export interface RecentEndsLimits {
  /** Characters of stored text kept at once; parsed, it takes some three times as many bytes. */
  readonly mostCharacters: number;
  readonly keptMs: number;
}

/** Ids of which it is known that they were read; a few bytes each, and the records of few of them. */
const mostSightings = 10_000;

const defaultLimits: RecentEndsLimits = { mostCharacters: 8_000_000, keptMs: 10_000 };

interface Kept {
  readonly record: GenerationRecord;
  readonly characters: number;
  readonly untilMs: number;
}

/**
 * Generations that were read after their end. An end is for good, so it need not be read again for a crowd that polls
 * one task; only its deletion is seen up to `keptMs` late. The longest known go first. Most clients stop when they
 * have seen the end, so a generation is kept from its second reading on.
 */
export class RecentEnds {
  readonly #limits: RecentEndsLimits;
  readonly #kept = new Map<string, Kept>();
  #characters = 0;
  #sighted = new Set<string>();
  #sightedBefore = new Set<string>();

  constructor(limits: Partial<RecentEndsLimits> = {}) {
    this.#limits = { ...defaultLimits, ...limits };
  }

  get(key: GenerationKey, nowMs: number): GenerationRecord | undefined {
    const kept = this.#kept.get(key.id);
    if (!kept) return undefined;
    const { keptMs } = this.#limits;
    if (kept.untilMs <= nowMs || kept.untilMs > nowMs + keptMs) {
      this.#forget(key.id, kept);
      return undefined;
    }
    const { record } = kept;
    return record.accountId === key.accountId && record.mode === key.mode ? record : undefined;
  }

  /** `characters`: the length of the text it was read from. */
  keep(record: GenerationRecord, characters: number, nowMs: number): void {
    if (!this.#isSighted(record.id)) return;
    const { mostCharacters, keptMs } = this.#limits;
    if (record.finishedAtMs === undefined || characters > mostCharacters / 100) return;
    const known = this.#kept.get(record.id);
    if (known) this.#forget(record.id, known);
    this.#kept.set(record.id, { record, characters, untilMs: nowMs + keptMs });
    this.#characters += characters;
    for (const [id, oldest] of this.#kept) {
      if (this.#characters <= mostCharacters && oldest.untilMs > nowMs) return;
      this.#forget(id, oldest);
    }
  }

  /** It has changed after all. */
  forget(id: string): void {
    const kept = this.#kept.get(id);
    if (kept) this.#forget(id, kept);
  }

  get size(): number {
    return this.#kept.size;
  }

  #isSighted(id: string): boolean {
    if (this.#sighted.has(id) || this.#sightedBefore.has(id)) return true;
    if (this.#sighted.size >= mostSightings / 2) {
      this.#sightedBefore = this.#sighted;
      this.#sighted = new Set();
    }
    this.#sighted.add(id);
    return false;
  }

  #forget(id: string, kept: Kept): void {
    this.#kept.delete(id);
    this.#characters -= kept.characters;
  }
}
