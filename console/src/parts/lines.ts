export interface Line {
  readonly label: string;
  /** Null: nothing is known of that moment, and no line is drawn. */
  readonly values: readonly (number | null)[];
  /** A custom property of the style sheet. */
  readonly color: string;
  readonly bars?: boolean;
  readonly show?: (value: number) => string;
}

export interface Lines {
  /** Unix milliseconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}
