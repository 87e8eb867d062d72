import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Migration } from 'kysely';

const migrationFile = /^(\d{4})-[a-z0-9-]+\.js$/;

/**
 * The migrations of a folder by name, `0001-first` first. Each file exports `up(db)`; there is no `down`, an upgrade
 * is undone by restoring the backup. Rejects when two files share a number or one exports no `up`.
 */
export async function readMigrationFolder(folder: string): Promise<Record<string, Migration>> {
  const files = (await readdir(folder)).filter((file) => migrationFile.test(file)).sort();
  const migrations: Record<string, Migration> = {};
  const fileOfNumber = new Map<string, string>();
  for (const file of files) {
    const number = file.slice(0, 4);
    const other = fileOfNumber.get(number);
    if (other) throw new Error(`the migrations ${other} and ${file} have the same number`);
    fileOfNumber.set(number, file);
    const module: Partial<Migration> = await import(pathToFileURL(path.join(folder, file)).href);
    if (typeof module.up !== 'function')
      throw new Error(`the migration ${file} exports no function named up`);
    migrations[file.slice(0, -'.js'.length)] = { up: module.up };
  }
  return migrations;
}
