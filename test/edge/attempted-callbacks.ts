import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Target } from './entry-paths.ts';

interface Page {
  readonly data: readonly { readonly id: string; readonly attempts: number }[];
  readonly next: string | null;
}

interface Log {
  readonly log: readonly { readonly http_status: number | null; readonly error: string | null }[];
}

/** What the caller may read of the first attempt of each of its callbacks, once that many have been tried. */
export async function attemptedCallbacks(target: Target, wanted: number): Promise<string[]> {
  const seen = new Map<string, string>();
  for (const endMs = Date.now() + 120_000; seen.size < wanted && Date.now() < endMs; await sleep(50)) {
    for (let after: string | null = ''; after !== null; ) {
      const { body } = await ask(target, `/v1/callbacks?limit=100${after}`);
      const page = JSON.parse(body) as Page;
      for (const { id, attempts } of page.data) {
        if (attempts > 0 && !seen.has(id)) seen.set(id, await firstAttempt(target, id));
      }
      after = page.next === null ? null : `&after=${page.next}`;
    }
  }
  if (seen.size < wanted) throw new Error(`${seen.size} of ${wanted} callbacks were tried`);
  return [...seen.values()];
}

async function firstAttempt(target: Target, id: string): Promise<string> {
  const { log } = JSON.parse((await ask(target, `/v1/callbacks/${id}`)).body) as Log;
  return JSON.stringify({ status: log[0]?.http_status, error: log[0]?.error });
}
