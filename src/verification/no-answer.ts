import { Refusal } from '../generation/refusal.ts';

/** The gateway that was to be checked does not answer. */
export class NoAnswer extends Refusal {
  constructor(origin: string, cause: string) {
    super(
      'conflict',
      `The gateway at ${origin} does not answer: ${cause}. Check the address, and that it runs.`,
    );
  }
}
