import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chown, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '../services/repository-root.ts';
import { fillNodeImage, nodeImageVariables } from './base-image.test.kit.ts';

const run = promisify(execFile);

/** As the Dockerfile says it, in Docker's words. */
export interface ImageSettings {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Cmd: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly WorkingDir: string;
  readonly Volumes: Readonly<Record<string, unknown>>;
  readonly Healthcheck: { readonly Test: readonly string[] };
}

export interface BuiltImage {
  readonly settings: ImageSettings;
  /** Starts a program in a container of its own: root file system read-only, no capability, no way to any. */
  start(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess;
  /** The folder of this machine that is the container's volume. */
  readonly volume: string;
  remove(): Promise<void>;
}

/** What a runtime does before it starts the program; `$1` is the image's file system, `$2` the volume, `$3` its place. */
const enter = `
root=$1 volume=$2 place=$3 user=$4 group=$5; shift 5
mount --bind "$root" "$root"
mount --bind "$volume" "$root$place"
mount --bind /dev "$root/dev"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs unshare --pid --fork --kill-child --mount-proc=/proc \\
  --root="$root" --wd="$place" --setgid "$group" --setuid "$user" "$@"
`;

/** Builds the image of the repository's Dockerfile on an image made of this machine's Node. */
export async function buildImage(): Promise<BuiltImage> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'plantain-image-'));
  const storage = ['--root', path.join(folder, 'storage'), '--runroot', path.join(folder, 'run')];
  const buildah = async (...args: string[]) => {
    const { stdout } = await run('buildah', [...storage, ...args], { maxBuffer: 64 << 20 });
    return stdout.trim();
  };
  const remove = async () => {
    await buildah('umount', '--all').catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const node = path.join(folder, 'node');
    await fillNodeImage(node);
    const scratch = await buildah('from', 'scratch');
    await buildah('copy', '--quiet', scratch, node, '/');
    for (const variable of await nodeImageVariables()) await buildah('config', '--env', variable, scratch);
    await buildah('commit', '--quiet', scratch, 'localhost/node');

    const build = ['bud', '--isolation', 'chroot', '--network', 'host', '--format', 'docker'];
    await buildah(...build, '--build-arg', 'NODE_IMAGE=localhost/node', '-t', 'plantain', repositoryRoot());
    const described = JSON.parse(await buildah('inspect', '--type', 'image', 'localhost/plantain'));
    const settings = described.Docker.config as ImageSettings;
    const root = await buildah('mount', await buildah('from', 'localhost/plantain'));
    const volume = path.join(folder, 'volume');
    await mkdir(volume);
    const [user, group] = settings.User.split(':').map(Number) as [number, number];
    await chown(volume, user, group);
    const place = Object.keys(settings.Volumes)[0] as string;

    return {
      settings,
      volume,
      remove,
      start(args, env) {
        const own = Object.fromEntries(settings.Env.map((text) => text.split(/=(.*)/s).slice(0, 2)));
        const prepared = ['sh', '-ec', enter, 'enter', root, volume, place, String(user), String(group)];
        return spawn('unshare', ['--mount', '--propagation', 'private', ...prepared, ...args], {
          env: { ...own, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The first process of the container, by its number here. */
export async function firstProcess({ pid }: ChildProcess): Promise<number> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return Number(children.trim().split(' ')[0]);
}
