import { S3Client } from '@aws-sdk/client-s3';
import { readingSockets } from './s3-reading.ts';

export interface S3Place {
  endpoint?: string;
  region?: string;
}

/** 64 for what is kept, looked up and deleted: the store counts readers, so none of them ever takes one of these. */
const maxSockets = 64 + readingSockets.work + readingSockets.downloads;

/** Tries per operation that can be repeated; uploads are repeated by the store, which can read the file again. */
const attemptsMax = 3;

/** Without one the SDK tells the console of uploads it does not repeat itself. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

export function createS3Client({ endpoint, region }: S3Place): S3Client {
  const chosenRegion = region ?? (endpoint ? 'us-east-1' : undefined);
  return new S3Client({
    ...(chosenRegion ? { region: chosenRegion } : {}),
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    // The default adds a checksum trailer to streams, which several S3 servers refuse or store as content.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: attemptsMax,
    logger: silent,
    requestHandler: {
      connectionTimeout: 5_000,
      // Time to the response headers, the upload included; a stalled body ends by the idle time of the socket.
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
      socketTimeout: 30_000,
      httpAgent: { maxSockets, keepAlive: true },
      httpsAgent: { maxSockets, keepAlive: true },
    },
  });
}
