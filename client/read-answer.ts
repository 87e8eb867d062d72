import { PlantainError } from './plantain-error.ts';

/** The JSON of an answer. One that is cut off is thrown as it comes; one that is no JSON at all as a PlantainError. */
export async function readJson<Answer>(answer: Response): Promise<Answer> {
  const text = await answer.text();
  try {
    return JSON.parse(text) as Answer;
  } catch (cause) {
    // What stands between here and the gateway may end cleanly what it could not finish.
    if (/\bjson\b/.test(answer.headers.get('content-type') ?? '')) throw cause;
    throw notOurs(answer, 'without JSON');
  }
}

/** The generation that an answer is of. Its body is not needed, so it may break. */
export async function readGenerationId(answer: Response): Promise<string> {
  await answer.arrayBuffer().catch(() => undefined);
  const id = answer.headers.get('x-plantain-generation');
  if (id) return id;
  throw notOurs(answer, 'without x-plantain-generation');
}

const notOurs = ({ status }: Response, what: string) =>
  new PlantainError(`The answer is a ${status} ${what}. Is that the address of a Plantain gateway?`, {
    status,
    code: `http_${status}`,
  });
