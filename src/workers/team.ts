import { minuteMs, type RateLimiter } from '../admission/rate-limit/rate-limiter.ts';
import { type ChannelEnd, openLine } from './line.ts';
import type { Beginning, ForPrimary, ForWorker, Start } from './questions.ts';

/** The other workers of this machine, as one of them sees them. */
export interface Team extends Beginning {
  /** Counts for all workers, in the primary. */
  readonly limiter: RateLimiter;
  /** Says how the figures of this process are read. */
  tellFigures(read: () => Promise<string>): void;
  /** The figures of all. */
  allFigures(): Promise<string>;
  started(start: Start): Promise<void>;
}

/** Makes this process, a child of the primary, one of its workers. */
export async function joinTeam(channel: ChannelEnd): Promise<Team> {
  let readFigures = async () => '';
  const ours: ForWorker = { figures: () => readFigures() };
  const line = openLine<ForPrimary>(channel, ours);
  const beginning = await line.ask('begin', null);
  return {
    ...beginning,
    limiter: {
      windowMs: minuteMs,
      count: (key, limit) => line.ask('count', { key, limit }),
      close: async () => {},
    },
    tellFigures(read) {
      readFigures = read;
    },
    allFigures: () => line.ask('allFigures', null),
    started: (start) => line.ask('started', start),
  };
}
