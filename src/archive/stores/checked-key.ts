import { InvalidArtifactKey } from './errors.ts';

/** S3 allows 1,024 bytes; a prefix needs room too. */
const keyLengthMax = 800;

// A leading dot is refused because `..` leaves the folder and dot files are the store's own.
const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/** The key itself, after checking every segment. Throws `InvalidArtifactKey`. */
export function checkedKey(key: string): string {
  if (key.length > keyLengthMax || !key.split('/').every((part) => segment.test(part))) {
    throw new InvalidArtifactKey(key);
  }
  return key;
}

/** A folder to list: empty for everything, else checked like a key. A slash at the end is allowed. */
export function checkedFolder(folder: string): string {
  return folder === '' ? '' : checkedKey(folder.endsWith('/') ? folder.slice(0, -1) : folder);
}
