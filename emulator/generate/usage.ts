import { type Random, seededRandom } from '../drawing/random.ts';
import type { Generation } from './generation.ts';

export type Usage = Readonly<Record<string, unknown>>;

/** Measured for 2.5 and 3 Pro on the Gemini API; other models are taken to count the same. */
export const tokensPerReference = 258;

/**
 * The usage numbers of one answer. They are the same for the same prompt, and keep the invariants seen in 49 of 49
 * recorded answers: total = prompt + candidates + thoughts, and candidates exceed the sum of their details by 88–630.
 */
export class UsageMeter {
  readonly #generation: Generation;
  readonly #promptTokens: number;
  readonly #surplus: number;
  readonly #thoughts: number;

  constructor(generation: Generation) {
    this.#generation = generation;
    this.#promptTokens = generation.textTokens + generation.references.length * tokensPerReference;
    const random = seededRandom(`usage ${generation.model.id} ${generation.prompt}`);
    this.#surplus = random.integer(88, 630);
    this.#thoughts = thoughtTokens(generation, random);
  }

  /** Nothing was generated: the prompt is all there is. */
  promptOnly(): Usage {
    return this.#usage({});
  }

  /** No picture came, but the model thought; total counts the thoughts, as observed. */
  blockedOutput(): Usage {
    return this.#usage(this.#thoughts > 0 ? { thoughts: this.#thoughts } : {});
  }

  /** A few words. */
  text(tokens: number): Usage {
    return this.#usage({ candidates: tokens, thoughts: this.#thoughts });
  }

  /** So many charged pictures. */
  pictures(count: number): Usage {
    const imageTokens = count * (this.#generation.model.imageTokens[this.#generation.tier] ?? 1120);
    return this.#usage({ candidates: imageTokens + this.#surplus, imageTokens, thoughts: this.#thoughts });
  }

  #usage(answer: { candidates?: number; imageTokens?: number; thoughts?: number }): Usage {
    const { textTokens, references, serviceTier } = this.#generation;
    const { candidates, imageTokens, thoughts } = answer;
    return {
      promptTokenCount: this.#promptTokens,
      ...(candidates === undefined ? {} : { candidatesTokenCount: candidates }),
      totalTokenCount: this.#promptTokens + (candidates ?? 0) + (thoughts ?? 0),
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: textTokens },
        ...(references.length > 0
          ? [{ modality: 'IMAGE', tokenCount: references.length * tokensPerReference }]
          : []),
      ],
      ...(imageTokens ? { candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: imageTokens }] } : {}),
      ...(thoughts ? { thoughtsTokenCount: thoughts } : {}),
      serviceTier,
    };
  }
}

/** What relays leave of the usage they were told. */
export function toldUsage(usage: Usage, told: 'nothing' | 'sums' | undefined): Usage {
  if (told === undefined) return usage;
  const { promptTokensDetails: _, candidatesTokensDetails: __, ...sums } = usage;
  return told === 'sums' ? sums : {};
}

/** Pro always thinks, 50–400 tokens; flash 700–800 at high; nothing at minimal. */
function thoughtTokens({ model, thinkingLevel }: Generation, random: Random): number {
  if (model.thinking === 'none') return 0;
  if (model.thinking === 'always') return random.integer(50, 400);
  if (thinkingLevel === 'HIGH') return random.integer(700, 800);
  return thinkingLevel === 'MINIMAL' ? 0 : random.integer(200, 400);
}
