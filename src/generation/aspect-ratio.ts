/** Ratios as the upstreams name them, width to height. `auto` is not one: it means "leave the ratio out". */
export const aspectRatios = [
  '1:1',
  '1:4',
  '1:8',
  '2:3',
  '3:2',
  '3:4',
  '4:1',
  '4:3',
  '4:5',
  '5:4',
  '8:1',
  '9:16',
  '16:9',
  '21:9',
] as const;

export type AspectRatio = (typeof aspectRatios)[number];

/** Width divided by height. */
function ratioValue(ratio: AspectRatio): number {
  const [width, height] = ratio.split(':');
  return Number(width) / Number(height);
}

/** The ratio of `choices` nearest to `width:height`, by logarithmic distance. */
export function nearestRatio(width: number, height: number, choices: readonly AspectRatio[]): AspectRatio {
  const distance = (ratio: AspectRatio) => Math.abs(Math.log(ratioValue(ratio) / (width / height)));
  return choices.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}
