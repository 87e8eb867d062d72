import type { Row, Wish } from '../case.ts';
import type { Family, FamilyInput } from '../family.ts';

/** Combinations that the source documents name, or that meet at an edge. Singles never prove them. */
const wanted: readonly Wish[] = [
  { references: 1, resolution: '1K' },
  { references: 1, resolution: '2K', aspectRatio: '16:9' },
  { references: 1, resolution: '4K', aspectRatio: '21:9' },
  { resolution: '4K', aspectRatio: '21:9', outputFormat: 'png' },
  { resolution: '4K', aspectRatio: '21:9', outputFormat: 'jpeg' },
  { references: 2, referenceType: 'png' },
  { references: 2, resolution: '2K' },
  { references: 3, resolution: '2K', aspectRatio: '16:9' },
  { references: 8, resolution: '1K' },
  { references: 14, resolution: '2K' },
  { references: 14, resolution: '4K', aspectRatio: '16:9' },
];

export const combinations: Family = {
  feature: 'combination',
  rows: (input) =>
    wanted
      .filter((wish) => isPossible(wish, input))
      .map(
        (wish): Row => ({
          value: describe(wish).replaceAll(' + ', '+').replaceAll(' ', '-'),
          label: describe(wish),
          wish,
          expect: 'image',
          proves: 'All of it holds in one request and one artifact.',
          lies: 'As for each part of it.',
        }),
      ),
};

function isPossible(wish: Wish, { limits, contract }: FamilyInput): boolean {
  return (
    (wish.references ?? 0) <= limits.maxReferences &&
    (!wish.resolution || limits.resolutions.includes(wish.resolution)) &&
    (!wish.aspectRatio || limits.aspectRatios.includes(wish.aspectRatio)) &&
    (!wish.outputFormat || contract.outputFormats.includes(wish.outputFormat))
  );
}

function describe(wish: Wish): string {
  const count = wish.references;
  const type = wish.referenceType ? ` ${wish.referenceType}` : '';
  return [
    count ? `${count}${type} ${count === 1 ? 'reference' : 'references'}` : undefined,
    wish.resolution,
    wish.aspectRatio,
    wish.outputFormat,
  ]
    .filter((part) => part !== undefined)
    .join(' + ');
}
