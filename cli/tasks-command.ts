import { Command } from 'commander';
import type { Generation } from '../client/index.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { connect } from './connect.ts';
import { dollars, modeOfKey } from './money-words.ts';
import { print, printJson } from './print.ts';
import { readNumberTo } from './read-options.ts';

const states = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** Generations of the key's account, on the gateway of PLANTAIN_URL. */
export function tasksCommand(): Command {
  const command = new Command('tasks').description(
    'Generations of your account: list, get, wait, cancel, delete images.',
  );
  command
    .command('list')
    .description('Newest first.')
    .option('--limit <count>', 'how many, up to 100', '20')
    .option('--after <next>', '"next" of the page before')
    .option('--status <status>', states.join(', '))
    .option('--json', 'as JSON')
    .action(async (options: { limit: string; after?: string; status?: string; json?: boolean }) => {
      const status = states.find((known) => known === options.status);
      if (options.status && !status) throw new Refusal('invalid', `--status is one of ${states.join(', ')}.`);
      const page = await connect().list({
        limit: readNumberTo(100, options.limit, '--limit'),
        ...(options.after ? { after: options.after } : {}),
        ...(status ? { status } : {}),
      });
      if (options.json) return printJson(page);
      printGenerations(page.data);
      if (page.next) console.log(`\nMore: --after ${page.next}`);
    });
  const acts = {
    get: ['A generation with its receipt.', (id: string) => connect().get(id)],
    wait: ['Wait until it has ended; exits 1 unless it succeeded.', (id: string) => connect().wait(id)],
    cancel: ['Cancel it; possible until it goes upstream.', (id: string) => connect().cancel(id)],
    'delete-images': [
      'Delete its images before they expire; its receipt and its charge stay.',
      (id: string) => connect().deleteImages(id),
    ],
  } as const;
  for (const [name, [description, act]] of Object.entries(acts)) {
    command
      .command(`${name} <id>`)
      .description(description)
      .option('--json', 'as JSON')
      .action(async (id: string, options: { json?: boolean }) => {
        const generation = await act(id);
        if (options.json) printJson(generation);
        else printGeneration(generation);
        if (name === 'wait' && generation.status !== 'succeeded') process.exitCode = 1;
      });
  }
  return command;
}

const printGenerations = (generations: readonly Generation[]) =>
  print(generations, {
    ID: ({ id }) => id,
    STATUS: ({ status }) => status,
    MODEL: ({ model }) => model,
    CREATED: ({ created_at }) => created_at,
    CHARGED: ({ cost }) => dollars(cost.charged_usd, modeOfKey()),
    PROMPT: ({ requested }) => requested.prompt.replace(/\s+/g, ' ').slice(0, 40),
  });

function printGeneration(generation: Generation): void {
  printGenerations([generation]);
  for (const { url, width, height, deleted_at } of generation.images) {
    console.log(`${url}  ${width}x${height}${deleted_at ? `  deleted ${deleted_at}` : ''}`);
  }
  if (generation.error) console.log(`${generation.error.code}: ${generation.error.message}`);
}
