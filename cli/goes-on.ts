import { PlantainError } from '../client/index.ts';

/** What kept a generation from being followed, with how to learn its end: it goes on, and may be charged. */
export function goesOn(error: Error): Error {
  if (!(error instanceof PlantainError) || error.code !== 'connection') return error;
  const { status, code, generationId } = error;
  if (generationId === undefined) return error;
  const advice = `Generation ${generationId} goes on: "plantain tasks wait ${generationId}" tells its end.`;
  return new PlantainError(`${error.message} ${advice}`, { status, code, generationId, cause: error });
}
