import { execFile } from 'node:child_process';
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the Dockerfile's lines ask of a shell. */
const applets = ['sh', 'tar', 'gzip', 'mkdir', 'cp', 'ln', 'chmod', 'chown'];
const certificates = 'etc/ssl/certs/ca-certificates.crt';

/**
 * Fills a folder with what `NODE_IMAGE` has to have, taken from this machine: Node, npm, glibc, a shell and tar. The images
 * that the Dockerfile names are in registries, which tests do not ask.
 */
export async function fillNodeImage(folder: string): Promise<void> {
  for (const name of [
    'bin',
    'etc',
    'tmp',
    'root',
    'usr/bin',
    'usr/local/bin',
    'usr/local/lib/node_modules',
  ]) {
    await mkdir(path.join(folder, name), { recursive: true });
  }
  await copy('/bin/busybox', folder);
  for (const name of applets) await symlink('busybox', path.join(folder, 'bin', name));
  await symlink('../../bin/busybox', path.join(folder, 'usr/bin/env'));
  await cp(process.execPath, path.join(folder, 'usr/local/bin/node'));
  for (const file of await libraries()) await copy(file, folder);
  const { stdout: modules } = await run('npm', ['root', '--global']);
  const npm = 'usr/local/lib/node_modules/npm';
  await cp(path.join(modules.trim(), 'npm'), path.join(folder, npm), { recursive: true });
  await symlink(`/${npm}/bin/npm-cli.js`, path.join(folder, 'usr/local/bin/npm'));
  await copy(`/${certificates}`, folder);
  await writeFile(path.join(folder, 'etc/passwd'), 'root:x:0:0::/root:/bin/sh\n');
}

/** What the image sets for whoever runs in it: this machine's own registry, if it has one. */
export async function nodeImageVariables(): Promise<readonly string[]> {
  const { stdout: registry } = await run('npm', ['config', 'get', 'registry']);
  return [
    'PATH=/usr/local/bin:/usr/bin:/bin',
    `NODE_EXTRA_CA_CERTS=/${certificates}`,
    `npm_config_registry=${registry.trim()}`,
  ];
}

/** Those Node is linked with, and those that packages with native parts load beside them. */
async function libraries(): Promise<readonly string[]> {
  const { stdout: linked } = await run('ldd', [process.execPath]);
  const { stdout: installed } = await run('dpkg', ['-L', 'libc6', 'libgcc-s1', 'libstdc++6']);
  const shared = installed.split('\n').filter((file) => /\/lib.*\.so[.\d]*$/.test(file));
  return [...(linked.match(/\/\S+/g) ?? []), ...shared];
}

async function copy(file: string, folder: string): Promise<void> {
  const target = path.join(folder, file);
  await mkdir(path.dirname(target), { recursive: true });
  await cp(file, target, { dereference: true });
}
