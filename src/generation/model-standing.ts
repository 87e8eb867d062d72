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

/** Values that are promised of a model on some contracts, and that no check of live channels speaks for. */
export interface UnverifiedPromise {
  readonly feature: string;
  /** As they are sent; counts as ranges, `4–14`. */
  readonly values: readonly string[];
  readonly contracts: readonly string[];
  /** `Beta`, `Failing` or `Verified (sandbox)`. */
  readonly status: string;
}

/** How a model stands, as the newest checks have it. */
export interface ModelStanding {
  /** Nothing while no check speaks for a route. */
  readonly route: ModelRoute | undefined;
  readonly unverified: readonly UnverifiedPromise[];
}
