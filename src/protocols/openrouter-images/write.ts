import type { WriteInput } from '../../generation/protocol.ts';
import type { AnswerPart, WireAnswer } from '../../generation/wire-answer.ts';

/** Answers with Base64, encoded from the stored files while it is sent, and with what it cost in dollars. */
export function writeOpenrouterImages({ outcome }: WriteInput): WireAnswer {
  const body: AnswerPart[] = [`{"created":${Math.floor(outcome.createdAtMs / 1000)},"data":[`];
  for (const [index, artifact] of outcome.artifacts.entries()) {
    const mediaType = JSON.stringify(artifact.mediaType);
    body.push(
      `${index === 0 ? '' : ','}{"media_type":${mediaType},"b64_json":"`,
      { artifact, encode: 'base64' },
      '"}',
    );
  }
  const { usage } = outcome;
  const told = {
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.imageTokens + usage.textTokens + usage.thoughtTokens,
    total_tokens: usage.totalTokens,
    cost: outcome.chargedMicros / 1_000_000,
  };
  body.push(`],"usage":${JSON.stringify(told)}}`);
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}
