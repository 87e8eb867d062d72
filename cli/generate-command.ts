import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { Generation, GenerationCreate, PlantainClient } from '../client/index.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { connect } from './connect.ts';
import { goesOn } from './goes-on.ts';
import { dollars, modeOfKey } from './money-words.ts';
import { printJson } from './print.ts';
import { collect } from './read-options.ts';
import { isUrl, readPicture, readReference } from './read-reference.ts';
import { inRequestWords } from './request-words.ts';
import { savePictures } from './save-pictures.ts';
import { drawPicture, pictureProtocol } from './terminal-picture.ts';

interface GenerateOptions {
  readonly model: string;
  readonly reference?: readonly string[];
  readonly count: string;
  readonly size?: string;
  readonly ratio?: string;
  readonly format?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** Makes images on the gateway of PLANTAIN_URL and saves them. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('Make images and save them. PLANTAIN_URL and PLANTAIN_KEY say where.')
    .argument('<prompt>', 'what to draw')
    .option('-m, --model <name>', 'the model', 'nano-banana-2')
    .option('-r, --reference <file or url>', 'an input picture; once for each', collect)
    .option('-n, --count <count>', 'how many images, up to 10', '1')
    .option('--size <size>', '0.5K, 1K, 2K or 4K')
    .option('--ratio <ratio>', 'like 16:9')
    .option('--format <format>', 'png, jpeg or webp')
    .option('-o, --out <folder>', 'where to save them', '.')
    .option('--json', 'the receipts and file names as JSON')
    .action(inRequestWords(generate));
}

async function generate(prompt: string, options: GenerateOptions): Promise<void> {
  const client = connect();
  // Before anything is paid for.
  await writableFolder(options.out);
  const generations = await run(client, prompt, options).catch((error: Error) => {
    throw goesOn(error);
  });
  const files: string[] = [];
  for (const generation of generations) {
    const saved = await savePictures(generation, {
      folder: options.out,
      onFailed: say,
      async onSaved(file, image, bytes) {
        say(`saved ${file}  ${image.width}x${image.height}  ${image.size_bytes} bytes`);
        // It is saved, which is what counts: a terminal that shows it is a courtesy.
        if (!options.json) await show(bytes).catch(() => undefined);
      },
    });
    files.push(...saved);
  }
  const cost = generations.reduce((sum, { cost }) => sum + Number(cost.charged_usd), 0);
  say(`${files.length} of ${options.count} images, ${dollars(Number(cost.toFixed(6)), modeOfKey())}`);
  if (files.length < Number(options.count)) process.exitCode = 1;
  for (const { parameter, reason } of generations.flatMap(({ omitted }) => omitted)) {
    say(`left out: ${parameter} (${reason})`);
  }
  if (options.json) printJson({ files, generations });
  else console.log(files.join('\n'));
}

async function writableFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new Refusal('invalid', `Pictures cannot be saved in ${folder}: ${(error as Error).message}`);
  }
}

async function run(client: PlantainClient, prompt: string, options: GenerateOptions): Promise<Generation[]> {
  const count = Number(options.count);
  if (!/^\d{1,2}$/.test(options.count) || count < 1 || count > 10) {
    throw new Refusal('invalid', '--count is a number from 1 to 10.');
  }
  const references = options.reference ?? [];
  if (!(await hasLarge(references))) {
    const urls = await leaveFiles(client, references);
    return [await follow(client, orderOf(prompt, count, { ...options, reference: urls }))];
  }
  if (options.format) {
    throw new Refusal(
      'invalid',
      '--format does not go with files of more than 20 MiB; give URLs, or leave it out.',
    );
  }
  const images = await Promise.all(references.map(readReference));
  say(`sending ${images.length} pictures, asking for ${count}`);
  const { model, ratio, size } = options;
  const order = {
    model,
    prompt,
    images,
    ...(ratio ? { aspectRatio: ratio } : {}),
    ...(size ? { resolution: size } : {}),
  };
  const made = await Promise.allSettled(Array.from({ length: count }, () => client.generateInline(order)));
  const failed = made.filter((one) => one.status === 'rejected');
  const isNothing = failed.length === count;
  for (const { reason } of failed.slice(isNothing ? 1 : 0)) say(`failed: ${goesOn(reason as Error).message}`);
  if (isNothing) throw failed[0]?.reason;
  return made.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

/** The gateway keeps uploads up to this; larger files travel in the request itself. */
const mostUploadBytes = 20 * 1_048_576;

async function hasLarge(references: readonly string[]): Promise<boolean> {
  const sizes = references
    .filter((reference) => !isUrl(reference))
    .map(async (file) => (await stat(file).catch(() => undefined))?.size ?? 0);
  return (await Promise.all(sizes)).some((size) => size > mostUploadBytes);
}

/** Each reference as a URL: files are left with the gateway for 48 hours, one after another. */
async function leaveFiles(client: PlantainClient, references: readonly string[]): Promise<string[]> {
  const pictures = new Map<string, Buffer>();
  for (const file of references) if (!isUrl(file)) pictures.set(file, await readPicture(file));
  const urls = new Map<string, string>();
  for (const [file, bytes] of pictures) {
    urls.set(file, (await client.upload(bytes)).url);
    say(`uploaded ${file}  ${bytes.length} bytes`);
  }
  return references.map((reference) => urls.get(reference) ?? reference);
}

function orderOf(prompt: string, count: number, options: GenerateOptions): GenerationCreate {
  const { model, reference, ratio, size, format } = options;
  return {
    model,
    prompt,
    count,
    ...(reference?.length ? { references: reference } : {}),
    // The gateway names what it takes; the command line keeps no list of its own.
    ...(ratio ? { aspect_ratio: ratio as NonNullable<GenerationCreate['aspect_ratio']> } : {}),
    ...(size ? { resolution: size } : {}),
    ...(format ? { output_format: format as NonNullable<GenerationCreate['output_format']> } : {}),
  };
}

async function follow(client: PlantainClient, order: GenerationCreate): Promise<Generation> {
  const { id } = await client.create(order);
  for await (const generation of client.events(id)) {
    say(`${generation.status} ${id}`);
    if (generation.status === 'succeeded') return generation;
    if (generation.error) throw new Refusal('invalid', `${generation.error.message} (generation ${id})`);
  }
  throw new Refusal('conflict', `Generation ${id} was cancelled.`);
}

async function show(bytes: Buffer): Promise<void> {
  const protocol = pictureProtocol(process.env, process.stderr.isTTY === true);
  if (!protocol) return;
  const { default: sharp } = await import('sharp');
  process.stderr.write(drawPicture(await sharp(bytes).resize(640).png().toBuffer(), protocol));
}

/** Progress goes to stderr, so that file names can be piped. */
const say = (line: string) => process.stderr.write(`${line}\n`);
