/** What directives can name of Google's vocabularies (`FinishReason`, `BlockedReason`, `google.rpc.Code`). */
export const promptReasons = [
  'PROHIBITED_CONTENT',
  'SAFETY',
  'OTHER',
  'BLOCKLIST',
  'MODEL_ARMOR',
  'JAILBREAK',
];

/** Finish reasons of an output that was filtered. */
export const outputReasons = [
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_OTHER',
  'IMAGE_RECITATION',
  'RECITATION',
  'SPII',
  'LANGUAGE',
];

/** The other finish reasons behind which there may be no image; NO_IMAGE and MAX_TOKENS have directives of their own. */
export const finishReasons = [
  'MALFORMED_RESPONSE',
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MISSING_THOUGHT_SIGNATURE',
  'CONTINUATION',
  'ESCALATION',
  'PUP_LIMITED_DISABLED',
  'FINISH_REASON_UNSPECIFIED',
];

export const isPromptReason = (reason: string): boolean => promptReasons.includes(reason);
