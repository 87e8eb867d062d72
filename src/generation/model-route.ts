/** The route to use for a model, as the newest checks have it, and what is wrong with the others. */
export interface ModelRoute {
  readonly contract: string;
  /** `METHOD path`, with `{model}` where the model's name goes. */
  readonly endpoint: string;
  /** Of the newest evidence behind it, Unix milliseconds. */
  readonly checkedAtMs: number;
  /** Checked against the sandbox only. */
  readonly sandbox: boolean;
  readonly notRecommended: readonly {
    readonly contract: string;
    readonly endpoint: string;
    readonly messages: readonly string[];
  }[];
}
