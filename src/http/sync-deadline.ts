import { Failure } from '../generation/failure.ts';

/**
 * Node's fetch gives up on an answer whose head takes 300 s (docs/client-rules.md R17), and its users then send the
 * request again. A synchronous answer therefore begins before that, whatever happens.
 */
export const syncDeadlineMs = 240_000;

/**
 * The result, or `deadline_exceeded` with the generation's id while the work goes on. An answer that has begun by then has
 * all the time it takes.
 */
export async function withSyncDeadline<Result>(
  work: Promise<Result>,
  generationId: string,
  deadlineMs = syncDeadlineMs,
  hasBegun = () => false,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      if (hasBegun()) return;
      work.catch(() => undefined);
      reject(
        new Failure('deadline_exceeded', {
          message:
            `The generation is still running after ${deadlineMs / 1000} s. It goes on and is charged only if it ` +
            `delivers; its id is ${generationId}.`,
          runningId: generationId,
        }),
      );
    }, deadlineMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
