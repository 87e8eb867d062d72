import { createHash } from 'node:crypto';
import type { DirectiveCall } from './parse-directives.ts';

const hash = (text: string): string => createHash('sha1').update(text).digest('base64');

const maxKeys = 10_000;

/** Decides which of a prompt's directives apply to this request, by counting requests with the same prompt. */
export class Occurrences {
  readonly #counts = new Map<string, number>();

  /** Counts the request and leaves the directives whose `times` or `nth` include it. */
  select(prompt: string, calls: readonly DirectiveCall[]): DirectiveCall[] {
    const counted = new Map<string, number>();
    return calls.filter(({ values: { times, nth, token } }) => {
      if (times === undefined && nth === undefined) return true;
      const key = hash(token === undefined ? `prompt ${prompt}` : `token ${token}`);
      // Several directives of one prompt share one count per request.
      if (!counted.has(key)) counted.set(key, this.#count(key));
      const count = counted.get(key)!;
      return (times === undefined || count <= Number(times)) && (nth === undefined || count === Number(nth));
    });
  }

  #count(key: string): number {
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.delete(key);
    this.#counts.set(key, count);
    if (this.#counts.size > maxKeys) this.#counts.delete(this.#counts.keys().next().value!);
    return count;
  }
}
