/**
 * For proofs of what a crash leaves behind: with the variable PLANTAIN_FAILPOINT set to a name, the process kills
 * itself (SIGKILL, nothing is flushed or cleaned up) when it passes the point of that name; `name@3` means the third
 * time in its thread. Threads inherit the variable. Unset, as it is in service, a point costs one comparison.
 */
export function failpoint(name: string): void {
  if (armed === undefined || name !== armed.name) return;
  armed.passesLeft -= 1;
  if (armed.passesLeft === 0) process.kill(process.pid, 'SIGKILL');
}

const armed = readSetting(process.env.PLANTAIN_FAILPOINT);

function readSetting(setting: string | undefined): { name: string; passesLeft: number } | undefined {
  if (!setting) return undefined;
  const [name, passes = '1'] = setting.split('@') as [string, string?];
  return { name, passesLeft: Number(passes) };
}
