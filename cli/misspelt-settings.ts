import { configSettings } from '../src/environment.ts';

/** Read by the commands alone. */
const ofCommands = ['PLANTAIN_URL', 'PLANTAIN_KEY'];

export interface MisspeltSetting {
  readonly name: string;
  /** The setting that was meant, as it seems. */
  readonly nearest: string;
}

/**
 * Variables that look like a setting with a slip in its name. Others that begin with `PLANTAIN_` are left alone:
 * Kubernetes gives every pod `PLANTAIN_PORT`, `PLANTAIN_SERVICE_HOST` and the like of a service named plantain.
 */
export function misspeltSettings(env: NodeJS.ProcessEnv): MisspeltSetting[] {
  const known = [...configSettings.map(({ name }) => name), ...ofCommands].filter((name) =>
    name.startsWith('PLANTAIN_'),
  );
  return Object.keys(env)
    .filter((name) => /^PLANTAIN[_-]/i.test(name) && !known.includes(name))
    .flatMap((name) => {
      const nearest = known.find((each) => isSlip(name.toUpperCase().replaceAll('-', '_'), each));
      return nearest === undefined ? [] : [{ name, nearest }];
    });
}

/** Two letters apart at most, or one word of several left out at the end, such as the unit. */
const isSlip = (name: string, known: string): boolean =>
  distance(name, known) <= 2 || (known.startsWith(`${name}_`) && name.length > 'PLANTAIN_'.length);

/** Letters to add, leave out or change (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, against] of [...other].entries()) {
      const changed = (row[column] as number) + (letter === against ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] as number) + 1, (next[column] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
