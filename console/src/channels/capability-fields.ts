import type { Channel } from '../answers.ts';
import type { Say } from '../language.tsx';

type Capabilities = Channel['capabilities'];

/** Counts and sizes; sizes are shown in MB. */
export const capabilityNumbers = [
  ['max_references', 'maxReferences', 1],
  ['max_reference_bytes', 'maxReferenceMb', 1e6],
  ['max_request_bytes', 'maxRequestMb', 1e6],
  ['max_prompt_length', 'maxPromptLength', 1],
] as const;
export const capabilityLists = ['resolutions', 'aspect_ratios'] as const;
export const capabilitySwitches = [
  ['several_references', 'severalReferences', 'severalReferencesHint'],
  ['native', 'nativeBodies', 'nativeBodiesHint'],
] as const;

/** The fields named `can.…`; what is left empty is not among it. */
export function readCapabilities(form: FormData): Capabilities {
  const text = (name: string) => String(form.get(`can.${name}`) ?? '').trim();
  return given({
    ...Object.fromEntries(
      capabilityNumbers.map(([name, , unit]) => [
        name,
        text(name) === '' ? undefined : Math.round(Number(text(name)) * unit),
      ]),
    ),
    ...Object.fromEntries(capabilityLists.map((name) => [name, form.getAll(`can.${name}`).map(String)])),
    ...Object.fromEntries(
      capabilitySwitches.map(([name]) => [name, text(name) === '' ? undefined : text(name) === 'true']),
    ),
  });
}

/** What is said of it, in one order: two that say the same are written the same. */
export function given(capabilities: Capabilities): Capabilities {
  const names = [...capabilityNumbers, ...capabilitySwitches].map(([name]) => name);
  const single = names.map((name) => [name, capabilities[name]] as const);
  const lists = capabilityLists.map((name) => [name, [...(capabilities[name] ?? [])].sort()] as const);
  return Object.fromEntries([
    ...single.filter(([, value]) => value !== undefined),
    ...lists.filter(([, values]) => values.length > 0),
  ]);
}

/** In few words, for a card. */
export function toldCapabilities({ capabilities: can }: Channel, say: Say): string {
  const told = given(can);
  return [
    ...capabilityNumbers.map(([name, text, unit]) =>
      told[name] === undefined ? '' : `${say(text)}: ${told[name] / unit}`,
    ),
    ...capabilityLists.map((name) => told[name]?.join(' ') ?? ''),
    ...capabilitySwitches.map(([name, text]) =>
      told[name] === undefined ? '' : `${say(text)}: ${say(told[name] ? 'yes' : 'no')}`,
    ),
  ]
    .filter(Boolean)
    .join(' · ');
}
