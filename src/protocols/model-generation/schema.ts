import { z } from 'zod';
import { modelParams } from '../../generation/model-params.ts';

/** What stands beside the parameters in both forms. */
const around = {
  model: z.string(),
  /** Sent by clients of the contract; the image model's own policy always applies. */
  moderation: z.boolean().nullish(),
  metadata: z.looseObject({}).nullish(),
  /** Ours: the contract has no webhook of its own. Where the task object is sent once the task has ended. */
  callback_url: z.string().nullish(),
};

/** The form on the wire: the parameters in `input[0].params`. */
export const wrappedBody = z.strictObject({
  ...around,
  input: z.array(z.strictObject({ params: modelParams })).length(1, 'must hold exactly one entry'),
});

/** The form in the documentation: the parameters beside `model`. */
export const flatBody = z.strictObject({ ...modelParams.shape, ...around });
