export interface AccessRules {
  /** Accepted API keys; undefined accepts every well-formed key that does not contain "invalid". */
  readonly keys: ReadonlySet<string> | undefined;
  /** Accepted OAuth access tokens besides those the token endpoint issued; none by default. */
  readonly bearerTokens: ReadonlySet<string>;
}
