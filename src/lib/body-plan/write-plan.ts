import { failpoint } from '../failpoint.ts';
import { type BodyPlan, BodyPlanFailure } from './body-plan.ts';
import { type PlanPiece, planPieces } from './plan-pieces.ts';

/** What a plan is written to: a socket, an HTTP request or response, any `Writable`. */
export interface PlanTarget {
  readonly destroyed: boolean;
  write(chunk: Uint8Array): boolean;
  write(chunk: string, encoding: 'latin1'): boolean;
  once(event: 'drain' | 'close', listener: () => void): unknown;
  removeListener(event: 'drain' | 'close', listener: () => void): unknown;
}

/**
 * Writes the whole plan and leaves the target open. Holds one piece at a time and waits for `drain`
 * whenever the target asks for it. Rejects with `BodyPlanFailure` or with the signal's reason; the target
 * has then received a part of the body and must not be used further.
 */
export async function writePlan(plan: BodyPlan, target: PlanTarget, signal?: AbortSignal): Promise<void> {
  await writePieces(planPieces(plan), target, signal, () => failpoint('request-half'));
}

/** The same for pieces from elsewhere; a failure to make one rejects as it is. */
export async function writePieces(
  pieces: AsyncIterable<PlanPiece>,
  target: PlanTarget,
  signal?: AbortSignal,
  onWritten?: () => void,
): Promise<void> {
  for await (const piece of pieces) {
    signal?.throwIfAborted();
    if (target.destroyed) throw new BodyPlanFailure('target_closed', 'the receiver is closed');
    const ready = 'ascii' in piece ? target.write(piece.ascii, 'latin1') : target.write(piece);
    onWritten?.();
    if (!ready) await drained(target, signal);
  }
  signal?.throwIfAborted();
}

/** Resolves at the target's next `drain`; rejects when it closes first or the signal fires. */
export function drained(target: PlanTarget, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      target.removeListener('drain', onDrain);
      target.removeListener('close', onClose);
      signal?.removeEventListener('abort', onAbort);
      act();
    };
    const onDrain = () => settle(resolve);
    const onClose = () =>
      settle(() => reject(new BodyPlanFailure('target_closed', 'the receiver closed early')));
    const onAbort = () => settle(() => reject(signal?.reason));
    target.once('drain', onDrain);
    target.once('close', onClose);
    signal?.addEventListener('abort', onAbort);
    if (target.destroyed) onClose();
  });
}
