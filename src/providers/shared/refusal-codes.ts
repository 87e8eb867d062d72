const blocked =
  /^(content_filter|content_policy_violation|prompt_blocked|sensitive_words_detected|moderation_blocked|contentpolicyviolationerror)$/i;

/**
 * The account behind the channel has no money: OpenAI says it with 429 or 400, new-api with the status of what it relays
 * (contracts §1.7). It does not pass as a rate limit does.
 */
const unpaid =
  /^(insufficient_quota|insufficient_user_quota|pre_consume_token_quota_failed|billing_hard_limit_reached|billing_not_active)$/i;

/** Whether a `code` or `type` of a relay's error says that the content is refused (contracts §1.7). */
export const isBlockedCode = (...names: readonly string[]): boolean =>
  names.some((name) => blocked.test(name));

/** Whether one says that the channel's account is empty. */
export const isUnpaidCode = (...names: readonly string[]): boolean => names.some((name) => unpaid.test(name));
