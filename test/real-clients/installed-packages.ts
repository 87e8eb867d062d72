import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { repositoryRoot } from '../services/repository-root.ts';

/**
 * The folder beside this file whose packages are used: `node20` has the last majors that declare Node 20, `node24`
 * the current ones. npm picks the former on Node 20 without a word, so one folder alone would miss half the clients.
 */
const defaultFolder = Number(process.versions.node.split('.')[0]) >= 22 ? 'node24' : 'node20';
export const clientFolder = process.env.PLANTAIN_CLIENTS ?? defaultFolder;

/** Loads a client package as an application in that folder would. Throws with the command that installs it. */
export function installedPackage<Package>(name: string): Package {
  const folder = path.join(repositoryRoot(), 'test/real-clients', clientFolder);
  try {
    return createRequire(path.join(folder, 'package.json'))(name) as Package;
  } catch (error) {
    throw new Error(`${name} cannot be loaded; npm ci --prefix ${folder}`, { cause: error });
  }
}

/** The version of an installed package, for the table of clients. */
export function installedVersion(name: string): string {
  const file = path.join(
    repositoryRoot(),
    'test/real-clients',
    clientFolder,
    'node_modules',
    name,
    'package.json',
  );
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
