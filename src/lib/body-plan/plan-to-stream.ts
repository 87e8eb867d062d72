import { Readable } from 'node:stream';
import type { BodyPlan } from './body-plan.ts';
import { type PlanPiece, planPieces } from './plan-pieces.ts';

/** The plan as a stream of bytes for whoever wants to pull; destroying it closes the file being read. */
export function planToStream(plan: BodyPlan): Readable {
  return new PlanStream(planPieces(plan));
}

class PlanStream extends Readable {
  private readonly pieces: AsyncGenerator<PlanPiece>;

  constructor(pieces: AsyncGenerator<PlanPiece>) {
    super({ highWaterMark: 64 * 1024 });
    this.pieces = pieces;
  }

  override _read(): void {
    this.pieces.next().then(
      ({ value, done }) => {
        if (done) this.push(null);
        else if ('ascii' in value) this.push(value.ascii, 'latin1');
        else this.push(value);
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.pieces.return(undefined).then(
      () => callback(error),
      (failure: Error) => callback(error ?? failure),
    );
  }
}
