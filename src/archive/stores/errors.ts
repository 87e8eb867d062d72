/** The disk or the S3 server failed; the message names the operation and the key, never a credential. */
export class ArchiveUnavailable extends Error {
  readonly code = 'archive_unavailable';

  constructor(operation: string, cause: unknown) {
    super(`the archive cannot ${operation}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
    this.name = 'ArchiveUnavailable';
  }
}

/** So many read already that no connection came free in time. */
export class ArchiveBusy extends Error {
  readonly code = 'archive_busy';

  constructor(operation: string, cause: unknown) {
    super(
      `the archive is too busy to ${operation}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
    this.name = 'ArchiveBusy';
  }
}

/** The requested range starts at or after the end of the artifact. */
export class RangeNotSatisfiable extends Error {
  readonly code = 'range_not_satisfiable';
  readonly totalBytes: number;

  constructor(totalBytes: number) {
    super(`the artifact has only ${totalBytes} bytes`);
    this.name = 'RangeNotSatisfiable';
    this.totalBytes = totalBytes;
  }
}

/** The key is not a plain path below the store. */
export class InvalidArtifactKey extends Error {
  readonly code = 'invalid_artifact_key';

  constructor(key: string) {
    super(`${JSON.stringify(key.slice(0, 200))} is not an artifact key`);
    this.name = 'InvalidArtifactKey';
  }
}
