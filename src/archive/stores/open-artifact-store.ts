import type { ArtifactStore } from './artifact-store.ts';
import { openDiskStore } from './disk-store.ts';

export interface ArtifactStoreOptions {
  /** Disk: wait until a kept file is safe against the loss of power. Default false. */
  fsync?: boolean;
  /** S3: folder for unfinished files. */
  spoolFolder?: string;
  /** S3: URL of a server other than Amazon's; buckets are then addressed by path. */
  endpoint?: string;
  /** S3. Default: the SDK's own choice, and `us-east-1` when an endpoint is given. */
  region?: string;
  /** S3: 0 ≤ x < 1, spreads retries. Default `Math.random`. */
  random?: () => number;
  /** S3: longest a download waits while others have all connections for downloads. Default 5,000. */
  downloadWaitMs?: number;
}

/**
 * Opens `file:/path` or `s3://bucket/prefix`. Creates folders, not buckets. The S3 client is loaded only when it is
 * used; it takes credentials from where the AWS SDK finds them.
 */
export async function openArtifactStore(
  location: string,
  options: ArtifactStoreOptions = {},
): Promise<ArtifactStore> {
  const disk = /^file:(?:\/\/(?=\/))?(.+)$/.exec(location);
  if (disk?.[1]) return openDiskStore(disk[1], options);

  const s3 = /^s3:\/\/([a-z0-9][a-z0-9.-]+)(?:\/(.*))?$/.exec(location);
  if (s3?.[1]) {
    if (!options.spoolFolder) throw new Error('an S3 archive needs a local folder for unfinished files');
    const { openS3Store } = await import('./s3-store.ts');
    return openS3Store({ ...options, spoolFolder: options.spoolFolder, bucket: s3[1], prefix: s3[2] ?? '' });
  }
  throw new Error(`the archive must be file:/path or s3://bucket/prefix, not ${JSON.stringify(location)}`);
}
