import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import { type ChannelEntry, channelFields } from './channels/channel-entry.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const file = z.strictObject({ channels: z.array(channelFields).default([]) });

/**
 * The channels of a YAML or JSON file: `channels:` with a list. A credential `$NAME` is the variable of that name.
 * `problems` receives a sentence for everything that is wrong.
 */
export function readChannelFile(path: string, env: Environment, problems: string[]): ChannelEntry[] {
  let content: unknown;
  try {
    // Loaded only when there is a file: it takes 9 MB.
    const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
    content = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    problems.push(`${path}: ${(error as Error).message}`);
    return [];
  }
  const read = file.safeParse(content);
  if (!read.success) {
    problems.push(
      ...read.error.issues.map((issue) => `${path}: ${issue.path.join('.') || 'file'}: ${issue.message}`),
    );
    return [];
  }
  return read.data.channels.map((entry) =>
    withSecrets(entry, env, (sentence) => problems.push(`${path}: ${sentence}`)),
  );
}

/** The entry with the values of the environment variables its credentials name. */
function withSecrets(entry: ChannelEntry, env: Environment, say: (sentence: string) => void): ChannelEntry {
  const secretOf = (text: string) => {
    if (!text.startsWith('$')) return text;
    const secret = env[text.slice(1)];
    if (!secret) say(`channel ${entry.id} needs the variable ${text.slice(1)}, which is not set`);
    return secret ?? '';
  };
  const { credential, credentials, ...rest } = entry;
  return {
    ...rest,
    ...(credential === undefined ? {} : { credential: secretOf(credential) }),
    ...(credentials === undefined ? {} : { credentials: credentials.map(secretOf) }),
  };
}
