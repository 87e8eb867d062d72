import { performance } from 'node:perf_hooks';
import { picture } from '../picture.mjs';
import { Connection } from './connection.mjs';

/**
 * Keeps `connections` requests under way for `durationMs`, or until `requests` were made. Returns
 * `{ answers, failures, firstFailure, bytes, wallMs, latenciesMs }`; bytes are those the upstream sent.
 * A `wish` that is a function is asked before every request.
 */
export async function drive(
  contender,
  { sizeBytes, connections, durationMs, requests = Number.POSITIVE_INFINITY, wish },
) {
  const same = typeof wish === 'function' ? undefined : contender.request({ sizeBytes, ...wish });
  const result = { answers: 0, failures: 0, firstFailure: undefined, bytes: 0, wallMs: 0, latenciesMs: [] };
  const count = () => {
    result.answers += 1;
    result.bytes += picture(sizeBytes).answer.length;
  };
  const fail = (error) => {
    result.failures += 1;
    result.firstFailure ??= error.message;
  };
  const checks = [];
  const startedAt = performance.now();
  const stopAt = durationMs === undefined ? Number.POSITIVE_INFINITY : startedAt + durationMs;
  let left = requests;

  const loop = async () => {
    let connection = new Connection(contender.port);
    while (performance.now() < stopAt && left-- > 0) {
      const request = same ?? contender.request({ sizeBytes, ...wish() });
      const sentAt = performance.now();
      try {
        const answer = await connection.send(request);
        result.latenciesMs.push(performance.now() - sentAt);
        const check = contender
          .accept(answer, { sizeBytes, inspect: checks.length % 100 === 0 })
          .then(count, fail);
        checks.push(check);
        // Emptying a file is not the contender's time; but one request at a time must not share the disk with it.
        if (connections === 1) await check;
      } catch (error) {
        fail(error);
        connection.close();
        connection = new Connection(contender.port);
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: connections }, loop));
  result.wallMs = performance.now() - startedAt;
  await Promise.all(checks);
  return result;
}
