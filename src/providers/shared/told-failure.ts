import type { Failure } from '../../generation/failure.ts';
import { asText, type Json } from '../../lib/loose-json.ts';
import { refusedTask } from './task-failure.ts';

/**
 * The failure a body behind a 200 tells in an envelope of a relay's own, such as `{code: 429, message, data: null}` or
 * `{success: false, message}`; undefined where it tells none.
 */
export function toldFailure(body: Json): Failure | undefined {
  const code = Number(asText(body.code));
  const isStatus = code >= 400 && code < 600;
  if (!isStatus && body.success !== false) return undefined;
  return refusedTask(isStatus ? code : 400, JSON.stringify(body));
}
