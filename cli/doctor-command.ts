import { Command } from 'commander';
import { type Config, ConfigError, readConfig } from '../src/config.ts';
import { checkFile } from './doctor/check-file.ts';
import { checkPort, checkPublicUrl, checkRedis, checkSandboxPort } from './doctor/check-network.ts';
import { checkSecrets } from './doctor/check-secrets.ts';
import { checkArchive, checkDatabase, checkDataFolder } from './doctor/check-storage.ts';
import { checkUpstreams } from './doctor/check-upstreams.ts';
import { type Finding, ok, problem, warning } from './doctor/finding.ts';
import { misspeltSettings } from './misspelt-settings.ts';
import { printJson } from './print.ts';

const marks = { ok: 'ok      ', warning: 'warning ', problem: 'PROBLEM ' } as const;

/** Finds what is wrong with a set-up and says what to do. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Check the set-up that the environment names; exits 1 when there is a problem.')
    .option('--config <file>', 'YAML file with channels and models (PLANTAIN_CONFIG)')
    .option('--json', 'as JSON')
    .action(async (options: { config?: string; json?: boolean }) => {
      const findings = await examine({
        ...process.env,
        ...(options.config ? { PLANTAIN_CONFIG: options.config } : {}),
      });
      if (findings.some(({ state }) => state === 'problem')) process.exitCode = 1;
      if (options.json) return printJson(findings);
      for (const { check, state, found, advice } of findings) {
        console.log(`${marks[state]} ${check}: ${found}${advice ? `\n          → ${advice}` : ''}`);
      }
    });
}

async function examine(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((found) =>
      problem('configuration', found, 'Change what is named; README.md lists every setting.'),
    );
  }
  const folder = await checkDataFolder(config);
  const parallel = await Promise.all([
    // SQLite and the archive live there: they would only say the same again.
    ...(folder.state === 'problem' ? [] : [checkDatabase(config), checkArchive(config)]),
    checkPort(config),
    checkPublicUrl(config),
    checkRedis(config),
  ]);
  return [
    ok('configuration', 'every setting can be read'),
    ...misspeltSettings(env).map(({ name, nearest }) =>
      warning('configuration', `${name} is no setting and is not read`, `Is it ${nearest}?`),
    ),
    ...(await checkFile(config)),
    folder,
    ...parallel,
    ...(folder.state === 'problem' ? [] : await checkSecrets(config)),
    ...(await checkSandboxPort(config)),
    ...(await checkUpstreams(config, Date.now())),
  ];
}
