/** A page as blocks, so that its HTML and its Markdown twin cannot say different things. */
export interface Page {
  /** Path without extension, e.g. `/docs/status`. */
  readonly path: string;
  readonly title: string;
  readonly summary: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** A line of a list; a link where it has a target. */
export interface Item {
  readonly text: string;
  readonly href?: string;
}

export const heading = (text: string): Block => ({ kind: 'heading', text });
export const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
export const code = (language: string, text: string): Block => ({ kind: 'code', language, text });
