import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Imports the default export of every plug-in of a folder: each sub-folder's `index.js` (`folders`) or
 * each file (`files`). A plug-in carries its own name, which must equal the name of its folder or file.
 */
export async function discover<Plugin extends { readonly name: string }>(
  folder: string,
  form: 'folders' | 'files',
): Promise<Plugin[]> {
  const plugins: Plugin[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const file = pluginFile(folder, entry.name, entry.isDirectory(), form);
    if (!file) continue;
    const name = path.basename(entry.name, path.extname(entry.name));
    const module = (await import(pathToFileURL(file).href)) as { default?: Plugin };
    if (module.default?.name !== name) {
      throw new Error(`${file} must export by default a plug-in named "${name}"`);
    }
    plugins.push(module.default);
  }
  return plugins;
}

function pluginFile(folder: string, name: string, isFolder: boolean, form: 'folders' | 'files') {
  if (form === 'folders') return isFolder ? path.join(folder, name, 'index.js') : undefined;
  if (isFolder || !name.endsWith('.js') || name.endsWith('.test.js')) return undefined;
  return path.join(folder, name);
}
