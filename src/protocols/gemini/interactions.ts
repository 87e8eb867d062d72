import { Failure } from '../../generation/failure.ts';

/**
 * The Interactions API keeps conversations (`previous_interaction_id`), which this gateway does not. Its SDK sends a
 * refusal below 429 once (clients.md §6), so this one says what to use instead.
 */
export function refuseInteractions(): never {
  throw new Failure('not_found', {
    message:
      'Interactions are not served: no conversation is kept here. Send :generateContent with the turns in contents, ' +
      'or POST /v1/generations for a task.',
  });
}
