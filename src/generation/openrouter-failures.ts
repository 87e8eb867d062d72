import type { Failure, FailureCode } from './failure.ts';
import { openaiFailures } from './openai-failures.ts';
import type { FailureContext, WireFailure } from './protocol.ts';
import { jsonAnswer, type WireAnswer } from './wire-answer.ts';

const noCredit: WireFailure = { status: 402, type: 'payment_required', code: 'insufficient_quota' };

/** OpenAI's statuses, but 402 where the money is out: its SDK has an error class for that. */
export const openrouterFailures: Readonly<Record<FailureCode, WireFailure>> = {
  ...openaiFailures,
  budget_exhausted: noCredit,
  insufficient_balance: noCredit,
};

/** Below this its clients are sent when only their host is changed. */
const base = '/api/v1/';

/** Whether a client speaks OpenRouter's contract here, where one address pattern serves several. */
export const isOpenrouterPath = (path: string): boolean => path.startsWith(base);

/** OpenRouter's error object: `code` is the status as a number, the word for it stands in the metadata. */
export function writeOpenrouterFailure(failure: Failure, context: FailureContext): WireAnswer {
  const { status, code } = openrouterFailures[failure.code];
  const error = {
    code: status,
    message: `${failure.message} (request id: ${context.requestId})`,
    metadata: { reason: code, param: failure.param ?? null },
  };
  return jsonAnswer(status, { error });
}
