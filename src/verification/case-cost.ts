import type { Case } from './case.ts';

/** What one check of a case costs when it is made alone. The input pictures are uploads and cost nothing. */
export function caseCost({ expect, surface, wish }: Case): string {
  if (expect === 'blocked') return 'Nothing: what is blocked is not charged.';
  const size = wish.resolution ?? wish.onlySize;
  const picture = size ? `one picture of ${size}` : "one picture of the model's usual size";
  const whom =
    surface === 'upstream'
      ? 'at the upstream, past the gateway'
      : 'at the price of the gateway or, where that is higher, of the upstream';
  if (expect === 'refused') return `Nothing when it is refused; otherwise ${picture}, ${whom}.`;
  return `${picture.charAt(0).toUpperCase()}${picture.slice(1)}, ${whom}.`;
}
