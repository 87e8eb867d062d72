import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** An empty place for artifacts, for one test file. */
export interface TestArchive {
  /** For `openArtifactStore`, with `endpoint`. */
  readonly location: string;
  readonly endpoint: string | undefined;
  /** A local folder of its own. */
  readonly folder: string;
  remove(): Promise<void>;
}

export interface TestArchiveKind {
  readonly name: 'disk' | 'S3';
  create(): Promise<TestArchive>;
}

/**
 * The disk, and S3 when PLANTAIN_TEST_S3_ENDPOINT and PLANTAIN_TEST_S3_BUCKET name a server and a bucket. With
 * PLANTAIN_TEST_ALL=1 a missing server is an error.
 */
export function testArchives(): TestArchiveKind[] {
  const { PLANTAIN_TEST_S3_ENDPOINT: endpoint, PLANTAIN_TEST_S3_BUCKET: bucket } = process.env;
  const disk: TestArchiveKind = {
    name: 'disk',
    async create() {
      const folder = await newFolder();
      return {
        location: `file:${folder}/archive`,
        endpoint: undefined,
        folder,
        remove: () => removeFolder(folder),
      };
    },
  };
  if (!endpoint || !bucket) {
    if (process.env.PLANTAIN_TEST_ALL === '1')
      throw new Error('PLANTAIN_TEST_ALL=1 needs an S3 server for the tests');
    return [disk];
  }
  const s3: TestArchiveKind = {
    name: 'S3',
    async create() {
      const folder = await newFolder();
      const prefix = `run-${randomBytes(6).toString('hex')}`;
      return { location: `s3://${bucket}/${prefix}`, endpoint, folder, remove: () => removeFolder(folder) };
    },
  };
  return [disk, s3];
}

const newFolder = () => mkdtemp(path.join(tmpdir(), 'plantain-archive-'));
const removeFolder = (folder: string) => rm(folder, { recursive: true, force: true });
