import type { RouteNote } from '../generation/outcome.ts';
import type { RoutePlan } from './candidates.ts';

/** What a receipt keeps of a decision at most: a row must stay small with hundreds of channels. */
const mostExcluded = 30;

/** A decision as the receipt tells it: the ways in order, then the others with the reason against each. */
export const routeNotes = ({ candidates, excluded }: RoutePlan): RouteNote[] => [
  ...candidates.map(({ channel, upstream }, index) => ({
    channel: channel.id,
    upstreamModel: upstream.id,
    place: index + 1,
  })),
  ...excluded.slice(0, mostExcluded),
];
