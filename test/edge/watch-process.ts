import { readdirSync, readFileSync } from 'node:fs';

/** What a process and those it started held of memory at most, together, in bytes, at the moments looked at (Linux). */
export function watchMemory(pid: number, isMeant: (command: string) => boolean): { stop(): number } {
  let mostBytes = 0;
  const look = () => {
    let sumBytes = 0;
    for (const one of withDescendants(pid)) {
      const command = read(`/proc/${one}/cmdline`).replaceAll('\0', ' ');
      if (one !== pid && !isMeant(command)) continue;
      sumBytes += Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${one}/status`))?.[1] ?? 0) * 1_024;
    }
    mostBytes = Math.max(mostBytes, sumBytes);
  };
  const timer = setInterval(look, 50);
  return {
    stop() {
      look();
      clearInterval(timer);
      return mostBytes;
    },
  };
}

function withDescendants(pid: number): number[] {
  const children = list(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).trim().split(/\s+/).filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(withDescendants)];
}

/** A process may end while it is looked at. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
