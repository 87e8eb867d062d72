import type { Attempt } from '../generation/outcome.ts';
import type { ProviderOutcome } from '../generation/provider.ts';
import type { SpanFacts, SpanStart } from '../lib/tracing/trace.ts';
import type { Candidate } from './candidates.ts';

export interface TracedOutput {
  readonly slot: number;
  readonly way: Pick<Candidate, 'channel' | 'provider' | 'upstream'>;
}

/** One try of one output in a trace, by OpenTelemetry's conventions for generative AI where they have a name. */
export function attemptSpan(
  generationId: string,
  { slot, way }: TracedOutput,
  earlier: readonly Attempt[],
): SpanStart {
  const { channel, provider, upstream } = way;
  return {
    name: `generate_content ${upstream.id}`,
    kind: 'client',
    facts: {
      'gen_ai.operation.name': 'generate_content',
      'gen_ai.provider.name': provider.telemetryName ?? provider.name,
      'gen_ai.request.model': upstream.id,
      'plantain.generation.id': generationId,
      'plantain.output': slot,
      'plantain.attempt': earlier.filter((attempt) => attempt.slot === slot).length + 1,
      'plantain.channel': channel.id,
      'plantain.provider': provider.name,
    },
  };
}

export const answerFacts = ({ effectiveModel, usage }: ProviderOutcome): SpanFacts => ({
  'gen_ai.response.model': effectiveModel,
  'gen_ai.usage.input_tokens': usage.promptTokens,
  'gen_ai.usage.output_tokens': usage.textTokens + usage.imageTokens + usage.thoughtTokens,
});
