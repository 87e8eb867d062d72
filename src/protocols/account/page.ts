import { Failure } from '../../generation/failure.ts';
import { queryText } from '../../generation/query-text.ts';
import type { RouteInput } from '../../generation/route-input.ts';

const pageSizeMax = 100;

/** new-api's `p`, from 1 (0 is the first page, too), and `page_size`, which older clients call `size`. */
export function readPage(
  input: RouteInput,
  fallback: number,
): { readonly page: number; readonly size: number } {
  return {
    page: readNumber(input, 'p', 1, 1, 1_000_000),
    size: readNumber(input, input.query.page_size ? 'page_size' : 'size', fallback, 1, pageSizeMax),
  };
}

/** A whole number in the query, brought within its bounds as new-api does. */
export function readNumber(
  { query }: RouteInput,
  name: string,
  fallback: number,
  least: number,
  most: number,
): number {
  const text = queryText(query, name);
  if (text === undefined) return fallback;
  const number = Number(text);
  if (/^\d{1,9}$/.test(text)) return Math.min(Math.max(number, least), most);
  throw new Failure('invalid_request', { message: `${name} must be a whole number.`, param: name });
}
