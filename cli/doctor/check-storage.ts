import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { causeOf } from '../../client/cause-of.ts';
import { openArtifactStore } from '../../src/archive/stores/open-artifact-store.ts';
import type { Config } from '../../src/config.ts';
import { randomText } from '../../src/lib/ids.ts';
import { within } from '../../src/lib/within.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { writeAdvice } from './write-advice.ts';

const limitMs = 10_000;
const fullBytes = 1_073_741_824;

/** Can files be made in the data folder, and is there room? */
export async function checkDataFolder({ dataFolder }: Config): Promise<Finding> {
  const check = 'data folder';
  const probe = path.join(dataFolder, `.doctor-${randomText(8)}`);
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    // On a full disk a file can be made and not be written.
    await writeFile(probe, 'x').finally(() => rm(probe, { force: true }));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return problem(check, `${dataFolder} cannot be written: ${causeOf(error)}`, writeAdvice(code));
  }
  const { bavail, bsize } = await statfs(dataFolder);
  if (bavail * bsize >= fullBytes) return ok(check, `${dataFolder} can be written`);
  return warning(check, `${dataFolder} has less than 1 GiB left`, 'Make room, or keep images on S3.');
}

/** Can the database be opened? Like every command, this migrates an older one. */
export async function checkDatabase({ databaseUrl }: Config): Promise<Finding> {
  const check = 'database';
  const engine = databaseUrl.startsWith('sqlite:') ? 'SQLite' : 'PostgreSQL';
  try {
    const store = await within(limitMs, openStore({ url: databaseUrl }));
    await store.ping().finally(() => store.close());
    return ok(check, `${engine} answers`);
  } catch (error) {
    return problem(
      check,
      `${engine} cannot be used: ${causeOf(error)}`,
      engine === 'SQLite'
        ? 'See to the data folder; nothing but Plantain may write there.'
        : 'Check host, port, user, password and database in DATABASE_URL, and that the server runs.',
    );
  }
}

/** Can an image be kept and deleted again? */
export async function checkArchive(config: Config): Promise<Finding> {
  const check = 'archive';
  const { artifacts, dataFolder, s3Endpoint } = config;
  const spoolFolder = path.join(dataFolder, 'spool');
  const key = `doctor/probe-${randomText(12)}.png`;
  try {
    await mkdir(spoolFolder, { recursive: true, mode: 0o700 });
    const files = await openArtifactStore(artifacts, {
      fsync: false,
      spoolFolder,
      ...(s3Endpoint ? { endpoint: s3Endpoint } : {}),
    });
    const file = path.join(files.spoolFolder, `doctor-${randomText(8)}`);
    try {
      await writeFile(file, 'x');
      await within(limitMs, files.keep(file, key, { mediaType: 'image/png', sizeBytes: 1 }));
      await within(limitMs, files.delete(key));
    } finally {
      await rm(file, { force: true });
      files.close();
    }
    return ok(check, `${artifacts} keeps images`);
  } catch (error) {
    return problem(
      check,
      `${artifacts} does not keep images: ${causeOf(error)}`,
      artifacts.startsWith('s3:')
        ? 'Check the bucket, PLANTAIN_S3_ENDPOINT, and that the AWS credentials may put and delete objects.'
        : 'Check that the folder of PLANTAIN_ARTIFACTS can be written.',
    );
  }
}
