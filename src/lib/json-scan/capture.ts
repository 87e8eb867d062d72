/**
 * Which strings are diverted to the sink instead of being kept.
 *
 * - `base64`: the whole value is base64, optionally behind a `data:…;base64,` prefix; decoded bytes are
 *   delivered. Both alphabets are accepted, padding is optional, white space (also `\n` escapes) is skipped;
 *   anything else is `InvalidBase64`.
 * - `raw`: the characters between the quotes are delivered as they stand, escapes included.
 * - `data-uri`: the base64 runs of `data:…;base64,` URIs anywhere in the value are decoded; the rest of the
 *   text is kept. A run ends at the first character that is not base64, also at a line break. Runs of fewer
 *   than 64 characters stay in the text: no picture is that small, but prose about data URIs is.
 * - `dropped`: nobody reads the value: it is neither delivered nor kept, an empty string stands for it.
 */
export interface CaptureRule {
  /** Key of the value, escapes resolved. */
  readonly key: string;
  /** Keys under which the object that holds `key` may stand; the nearest one counts, arrays have none. */
  readonly parent?: readonly string[];
  readonly mode: 'base64' | 'raw' | 'data-uri' | 'dropped';
  /**
   * Of `data-uri`: the value is a URL and no prose, so that a run goes on over spaces and escaped line breaks and tabs, as
   * browsers have it. Default false.
   */
  readonly isUrl?: boolean;
  /** Of `raw`: values of fewer bytes are kept. Default 0. */
  readonly fromBytes?: number;
  /** Also strings that are elements of an array under `key`; then `parent` is the key above that array. */
  readonly elements?: boolean;
}

/** One diverted string or base64 run. */
export interface Capture {
  /** Counts from 0 in document order; over all events of an SSE stream. */
  readonly id: number;
  readonly rule: CaptureRule;
  /** Media type of the data URI in lower case, without parameters; absent when there was no URI. */
  readonly mediaType?: string;
  /** Stands in the skeleton where the characters stood. */
  readonly placeholder: string;
  /** Absent until the capture has ended. */
  readonly sizes?: CaptureSizes;
}

export interface CaptureSizes {
  /** Characters of base64 (padding included), or bytes of raw text. */
  readonly chars: number;
  /** Bytes delivered. */
  readonly bytes: number;
}

/**
 * Takes the captures, one after another, never two at once. A capture whose scan fails gets no `end`.
 * An exception thrown here ends the scan and reaches the caller of `push`.
 */
export interface CaptureSink {
  begin(capture: Capture): void;
  /** The range is valid during the call only. */
  bytes(buffer: Buffer, start: number, end: number): void;
  end(capture: Capture, sizes: CaptureSizes): void;
}
