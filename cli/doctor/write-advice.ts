const full = 'Make room on its disk, or set PLANTAIN_DATA_DIR to a folder on another one.';

const advice: Readonly<Record<string, string>> = {
  ENOSPC: full,
  EDQUOT: full,
  EFBIG: 'Its user may write no file of this size: raise the limit (ulimit -f).',
  EROFS: 'Its disk is mounted read-only: mount it to be written, or set PLANTAIN_DATA_DIR to another folder.',
};

/** What to do about a data folder that cannot be written, by the code of the system's error. */
export const writeAdvice = (code: string): string =>
  advice[code] ?? 'Give its user the right to write there, or set PLANTAIN_DATA_DIR to another folder.';
