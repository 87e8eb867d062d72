import { PlantainError } from '../client/index.ts';
import { Refusal } from '../src/generation/refusal.ts';

const options: Readonly<Record<string, string>> = {
  model: '--model',
  prompt: '<prompt>',
  references: '--reference',
  count: '--count',
  resolution: '--size',
  aspect_ratio: '--ratio',
  output_format: '--format',
};

/** Runs a command that asks a gateway; what it refuses of a request is told by the option that named it. */
export function inRequestWords<Given extends readonly unknown[]>(
  act: (...given: Given) => Promise<void>,
): (...given: Given) => Promise<void> {
  return async (...given) => {
    try {
      await act(...given);
    } catch (error) {
      throw inWords(error);
    }
  };
}

function inWords(error: unknown): unknown {
  if (!(error instanceof PlantainError)) return error;
  const [, field = '', rest = ''] = /^(\w+)(:? [\s\S]+)$/.exec(error.message) ?? [];
  const option = options[field];
  if (option === undefined) return error;
  // `"png"|"jpeg"`, as the gateway's reader of bodies lists what it takes.
  const choices = /^: Invalid option: expected one of ("[^"]+"(?:\|"[^"]+")*)/.exec(rest)?.[1];
  const said = choices ? ` must be one of ${choices.replaceAll('"', '').replaceAll('|', ', ')}.` : rest;
  return new Refusal('invalid', `${option}${said}`);
}
