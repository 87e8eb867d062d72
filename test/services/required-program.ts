import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/**
 * Why a test cannot run a program, for `skip`; false when it can. With PLANTAIN_TEST_ALL a program that is missing fails
 * the test instead: CI installs every one.
 */
export function missingProgram(...names: readonly string[]): string | false {
  const missing = names.find((name) => !isInstalled(name));
  if (missing === undefined) return false;
  if (process.env.PLANTAIN_TEST_ALL === '1') throw new Error(`${missing} is not installed`);
  return `${missing} is not installed`;
}

function isInstalled(name: string): boolean {
  const folders = path.isAbsolute(name) ? [''] : (process.env.PATH ?? '').split(path.delimiter);
  return folders.some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
