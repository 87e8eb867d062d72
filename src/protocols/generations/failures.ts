import type { Failure } from '../../generation/failure.ts';
import { plainCode, plainStatuses } from '../../generation/plain-failures.ts';
import type { FailureContext } from '../../generation/protocol.ts';
import { jsonAnswer, type WireAnswer } from '../../generation/wire-answer.ts';

/** Problem details of RFC 9457, with `code`, `param` and `request_id` beside them. */
export function writeProblem(failure: Failure, context: FailureContext): WireAnswer {
  const status = plainStatuses[failure.code];
  const code = plainCode(failure.code);
  return jsonAnswer(
    status,
    {
      type: 'about:blank',
      title: code.replaceAll('_', ' '),
      status,
      detail: failure.message,
      code,
      ...(failure.param ? { param: failure.param } : {}),
      request_id: context.requestId,
    },
    { 'content-type': 'application/problem+json; charset=utf-8' },
  );
}
