import type { Model } from '../answers.ts';
import { Refused, upload } from '../ask.ts';
import type { Scope } from '../scope.ts';

/** A picture of this machine, of an address, or one made before. */
export interface Reference {
  /** An address upstreams can be given; absent: the file is uploaded when the order is sent. */
  readonly url?: string;
  readonly file?: Blob;
  readonly preview: string;
}

/** What the form holds. Empty texts: not asked for. */
export interface Order {
  readonly prompt: string;
  readonly model: string;
  readonly ratio: string;
  readonly resolution: string;
  readonly format: string;
  readonly count: number;
  readonly strategy: string;
  readonly strict: boolean;
  readonly search: boolean;
  readonly references: readonly Reference[];
}

export const firstOrder = (models: readonly Model[]): Order => ({
  prompt: '',
  model: (models.find(({ name }) => name === 'nano-banana-2') ?? models[0])?.name ?? '',
  ratio: '',
  resolution: '',
  format: '',
  count: 1,
  strategy: '',
  strict: false,
  search: false,
  references: [],
});

const given = (order: Order) => ({
  model: order.model,
  ...(order.ratio ? { aspect_ratio: order.ratio } : {}),
  ...(order.resolution ? { resolution: order.resolution } : {}),
  ...(order.format ? { output_format: order.format } : {}),
  ...(order.count > 1 ? { count: order.count } : {}),
  ...(order.strategy ? { strategy: order.strategy } : {}),
  ...(order.strict ? { strict: true } : {}),
  ...(order.search ? { search: true } : {}),
});

/** The body of `POST /v1/generations/quote`. */
export const quoteOf = (order: Order) => given(order);

/** The body of `POST /v1/generations`; pictures of this machine are uploaded first. */
export async function bodyOf(order: Order, within: Scope) {
  const references = await Promise.all(order.references.map((reference) => urlOf(reference, within)));
  return { ...given(order), prompt: order.prompt, ...(references.length > 0 ? { references } : {}) };
}

async function urlOf({ url, file }: Reference, within: Scope): Promise<string> {
  if (url && !isOurs(url)) return url;
  return (await upload(file ?? (await fetchOurs(url ?? '')), within)).url;
}

/** An image of our own origin is not public where the gateway runs on this machine: its bytes are sent along. */
async function fetchOurs(url: string): Promise<Blob> {
  const response = await fetch(url);
  if (response.ok) return response.blob();
  throw new Refused(response.status, 'reference_gone', `${url}: ${response.status} ${response.statusText}`);
}

/** Whether an address is on the origin of this page, and not one that only begins like it. */
export const isOurs = (url: string): boolean =>
  url.startsWith('/') || url.startsWith(`${window.location.origin}/`);

/** As code shows it: a place for what only this browser has. */
export const shownBody = (order: Order) => ({
  ...given(order),
  prompt: order.prompt || 'A plantain on a turquoise table, studio light',
  ...(order.references.length > 0
    ? { references: order.references.map(({ url }) => url ?? 'https://example.com/your-image.png') }
    : {}),
});
