import { helpText } from './help-text.ts';
import { readArguments } from './read-arguments.ts';
import { startEmulator } from './start-emulator.ts';

/** The emulator as a program: prints one JSON line with its URL when it listens. */
async function main(): Promise<void> {
  const wanted = readArguments(process.argv.slice(2), process.env);
  if ('problem' in wanted) {
    process.stderr.write(`${wanted.problem}\nTry --help.\n`);
    process.exit(2);
  }
  if ('help' in wanted) {
    process.stdout.write(helpText());
    return;
  }
  const { exitWithStdin, ...options } = wanted;
  const emulator = await startEmulator({ ...options, log: (line) => process.stderr.write(`${line}\n`) });
  const stop = () => {
    emulator.close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  if (process.channel) {
    // As a child process it must not outlive its parent, not even one that was killed. Ctrl-C reaches both:
    // the parent decides when its last answers have been received.
    process.once('disconnect', stop);
    process.on('SIGINT', () => {});
  } else {
    process.once('SIGINT', stop);
  }
  if (exitWithStdin) process.stdin.resume().once('end', stop).once('error', stop);
  process.stdout.on('error', () => {});
  process.stdout.write(`${JSON.stringify({ url: emulator.url, port: emulator.port })}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The emulator could not start: ${(error as Error).message}\n`);
  process.exit(1);
});
