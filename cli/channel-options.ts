import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Refusal } from '../src/generation/refusal.ts';
import { mergeMembers, orNothing } from './merge-members.ts';
import { collect, readCount, readList, readYes } from './read-options.ts';

export interface ChannelOptions {
  readonly name?: string;
  readonly baseUrl?: string;
  readonly tier?: string;
  readonly priority?: string;
  readonly weight?: string;
  readonly models?: readonly string[];
  readonly cost?: readonly string[];
  readonly setting?: readonly string[];
  readonly requestsPerMinute?: string;
  readonly concurrency?: string;
  readonly severalReferences?: string;
  readonly probe?: string;
  readonly tags?: string;
  readonly credentialEnv?: readonly string[];
  readonly credentialStdin?: boolean;
}

/** The settings of a channel, for the commands that make and change one. A secret is never an argument: those are seen by everybody on the machine. */
export function addChannelOptions(command: Command): Command {
  return command
    .option('--name <name>', 'a name for people')
    .option('--base-url <url>', 'where the upstream is')
    .option('--tier <tier>', 'official or value')
    .option('--priority <number>', 'lower is tried first')
    .option('--weight <number>', 'its share among channels of the same priority')
    .option(
      '--models <model[=id,…]>',
      'a model it serves, with upstream ids in order; may be repeated',
      collect,
    )
    .option('--cost <model:size=dollars,…>', 'what it charges for an image; may be repeated', collect)
    .option(
      '--setting <name=value>',
      'a setting of its provider, others stay; digits that are a text in double quotes; may be repeated',
      collect,
    )
    .option('--requests-per-minute <count>', 'most calls per minute')
    .option('--concurrency <count>', 'most calls at once')
    .option(
      '--several-references <yes|no>',
      'a value channel takes several references; unsaid: as many as a check passed with',
    )
    .option('--probe <yes|no>', 'free calls while it rests')
    .option('--tags <tags>', 'separated by commas')
    .option('--credential-env <NAME>', 'the variable that holds the credential; may be repeated', collect)
    .option('--credential-stdin', 'read the credential from standard input');
}

/** What of a channel is set as a whole, though options name members of it. */
export interface ChannelNow {
  readonly settings: object;
  readonly limits: object;
  readonly capabilities: object;
}

/** The options as a body of the admin API, which checks them. `none` takes a setting away; what is not named stays. */
export function channelBody(options: ChannelOptions, now?: ChannelNow): Record<string, unknown> {
  const credentials = readCredentials(options);
  const given = {
    name: orNull(options.name),
    base_url: orNull(options.baseUrl),
    tier: options.tier,
    priority: readNumber(options.priority, '--priority'),
    weight: options.weight === 'none' ? null : readNumber(options.weight, '--weight'),
    models: options.models && (isNone(options.models) ? null : readModels(options.models)),
    cost: options.cost && (isNone(options.cost) ? null : readCosts(options.cost)),
    settings: mergeMembers(now?.settings, Object.fromEntries((options.setting ?? []).map(readSetting))),
    limits: orNothing(mergeMembers(now?.limits, limitsOf(options))),
    capabilities: orNothing(
      mergeMembers(now?.capabilities, {
        several_references: readYesOrNone(options.severalReferences, '--several-references'),
      }),
    ),
    probe: readYesOrNone(options.probe, '--probe'),
    tags: options.tags && readList(options.tags),
    credentials: credentials.length > 0 ? credentials : undefined,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function readCredentials({ credentialEnv = [], credentialStdin }: ChannelOptions): string[] {
  const fromEnvironment = credentialEnv.map((name) => {
    const secret = process.env[name];
    if (!secret) throw new Refusal('invalid', `The variable ${name} is not set.`);
    return secret;
  });
  if (!credentialStdin) return fromEnvironment;
  const secret = readFileSync(0, 'utf8').trim();
  if (!secret) throw new Refusal('invalid', 'Nothing came on standard input.');
  return [...fromEnvironment, secret];
}

const limitsOf = ({ requestsPerMinute, concurrency }: ChannelOptions) => ({
  requests_per_minute: requestsPerMinute && readCount(requestsPerMinute, '--requests-per-minute'),
  concurrency: concurrency && readCount(concurrency, '--concurrency'),
});

function readModels(texts: readonly string[]): Record<string, string[]> {
  const models: Record<string, string[]> = {};
  for (const text of texts) {
    const [model = '', given] = split(text, '=');
    const ids = given === undefined ? [model] : given.split(',').filter(Boolean);
    if (model === '' || ids.length === 0) {
      throw new Refusal('invalid', '--models takes a model, or model=id,… with the ids it has upstream.');
    }
    if (Object.hasOwn(models, model)) {
      throw new Refusal('invalid', `--models names ${model} twice; its upstream ids go into one, in order.`);
    }
    models[model] = ids;
  }
  return models;
}

function readCosts(texts: readonly string[]): Record<string, Record<string, number>> {
  const costs: Record<string, Record<string, number>> = {};
  for (const text of texts) {
    const [model = '', sizes = ''] = split(text, ':');
    costs[model] ??= {};
    const ofModel = costs[model];
    for (const each of sizes.split(',')) {
      const [size = '', dollars = ''] = split(each, '=');
      if (Object.hasOwn(ofModel, size))
        throw new Refusal('invalid', `--cost gives ${model} ${size} two costs.`);
      if (!/^\d{1,9}(\.\d{1,6})?$/.test(dollars)) {
        throw new Refusal('invalid', '--cost takes model:size=dollars,… like nano-banana-2:1K=0.03,2K=0.05.');
      }
      ofModel[size] = Number(dollars);
    }
  }
  return costs;
}

/** Booleans and numbers as such: the provider's own schema says what it wants. A text of digits stands in quotes. */
function readSetting(text: string): [string, unknown] {
  const [name = '', value] = split(text, '=');
  if (value === undefined || name === '') throw new Refusal('invalid', '--setting takes name=value.');
  if (value === 'none') return [name, null];
  return [name, /^(true|false|-?\d+(\.\d+)?|"[^"\\]*")$/.test(value) ? JSON.parse(value) : value];
}

function split(text: string, at: string): [string, string?] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}

function readNumber(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,9}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new Refusal('invalid', `${option} takes a number.`);
}

const readYesOrNone = (text: string | undefined, option: string) =>
  text === 'none' ? null : text && readYes(text, option);
const orNull = (text: string | undefined) => (text === 'none' ? null : text);
const isNone = (texts: readonly string[]) => texts.length === 1 && texts[0] === 'none';
