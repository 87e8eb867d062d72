import { invalidArgument } from '../google-error.ts';
import { findJsonError } from './find-json-error.ts';

const contextLength = 20;

/**
 * Parses a body. A syntax error is shown as Google's parser shows it: a sentence, an excerpt, and a caret below it.
 * @throws GoogleError 400
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    const { offset, sentence } = findJsonError(text);
    const start = Math.max(0, offset - contextLength);
    const excerpt = text.slice(start, offset + contextLength);
    throw invalidArgument(
      `Invalid JSON payload received. ${sentence}\n${excerpt}\n${' '.repeat(offset - start)}^`,
    );
  }
}
