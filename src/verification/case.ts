import type { AspectRatio } from '../generation/aspect-ratio.ts';
import type { ImageFormat } from '../generation/image-format.ts';
import type { Resolution } from '../generation/resolution.ts';

/** What one request of a check asks for. Nothing set: a picture from words, as the model likes. */
export interface Wish {
  readonly references?: number;
  readonly referenceType?: ImageFormat;
  /** The reference is a file of exactly 30 MiB, or of one byte more. */
  readonly referenceSize?: 'at-limit' | 'over-limit';
  readonly resolution?: Resolution;
  /** The one size of a model that refuses to be told it: nothing is sent, the picture is measured. */
  readonly onlySize?: Resolution;
  readonly aspectRatio?: AspectRatio;
  readonly outputFormat?: ImageFormat;
  readonly outputCompression?: number;
  readonly search?: true;
  readonly stream?: true;
  readonly callback?: true;
  /** `auto` is sent as the ratio. */
  readonly autoRatio?: true;
  readonly responseFormat?: 'url' | 'b64_json';
  /** Something the contract says it refuses is in the request. */
  readonly refusable?: 'image-field' | 'data-url';
  /** How an edit is sent, where the contract has two ways; unset: as a form. */
  readonly form?: 'multipart' | 'json';
  /** So many of the references are the contract's to leave out: the oldest. */
  readonly left?: number;
  /** The prompt makes the emulator answer as the content policy does. */
  readonly blocked?: true;
}

/** Rows of one dimension may share requests with rows of another; a row without one is asked for alone. */
export type Dimension =
  | 'references'
  | 'reference-type'
  | 'resolution'
  | 'aspect-ratio'
  | 'output'
  | 'billing';

/** `gateway`: the public contract. `upstream`: Google's own API with the channel's credential. */
export type Surface = 'gateway' | 'upstream';

/** One row of the capability table and how it is checked. */
export interface Case {
  /** `{model}/{contract}/{feature}[/{value}]`, or `…@upstream`; stable, as evidence is kept under it. */
  readonly id: string;
  /** Public model name. */
  readonly model: string;
  readonly contract: string;
  readonly surface: Surface;
  readonly feature: string;
  readonly label: string;
  readonly wish: Wish;
  readonly expect: 'image' | 'refused' | 'blocked';
  readonly dimension?: Dimension;
  /** What a pass means. */
  readonly proves: string;
  /** What could make a pass mean less. */
  readonly lies: string;
  /** What has to be there for the case to run; without it the row stays Beta. */
  readonly needs?: 'outpost' | 'emulator';
}

/** A case before it knows which model and contract it is for. */
export type Row = Omit<Case, 'id' | 'model' | 'contract' | 'surface' | 'feature'> & {
  /** Last part of the id; absent where the family has one row. */
  readonly value?: string;
};
