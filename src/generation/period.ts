import { Failure } from './failure.ts';
import { readTime } from './usage-report.ts';

/** A part of time, in Unix milliseconds: `fromMs` is in it, `toMs` is not. Open where one is absent. */
export interface Period {
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** Reads `from` and `to`: dates, ISO times or Unix seconds. Throws `invalid_request` naming the parameter. */
export function readPeriod(query: Readonly<Record<string, string | undefined>>): Period {
  const fromMs = readTime(query, 'from');
  const toMs = readTime(query, 'to');
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw new Failure('invalid_request', { message: 'to must be later than from.', param: 'to' });
  }
  return { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) };
}
