import { createProgram } from '../../cli/program.ts';

export interface CommandEnd {
  readonly code: number;
  readonly output: string;
  /** What the program would have ended with. */
  readonly error: unknown;
}

/** Runs a command in this process: a program of its own for each would take the time of the whole suite. */
export async function runInProcess(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommandEnd> {
  const lines: string[] = [];
  const [kept, print, keptCode] = [process.env, console.log, process.exitCode];
  process.env = { PATH: kept.PATH, ...env };
  console.log = (line: string) => void lines.push(line);
  // A test that failed before has set it.
  process.exitCode = 0;
  let error: unknown;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (thrown) {
    error = thrown;
    lines.push((thrown as Error).message);
  }
  const code = error === undefined ? Number(process.exitCode) : 1;
  [process.env, console.log, process.exitCode] = [kept, print, keptCode];
  return { code, output: lines.join('\n'), error };
}
