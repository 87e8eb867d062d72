import { Command } from 'commander';
import { connect } from './connect.ts';
import { print, printJson } from './print.ts';

/** Models the key may use, on the gateway of PLANTAIN_URL. */
export function modelsCommand(): Command {
  return new Command('models')
    .description('Models your key may use.')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const { data } = await connect().models();
      if (options.json) printJson(data);
      else
        print(data, {
          MODEL: ({ id }) => id,
          ENDPOINTS: (model) => model.supported_endpoint_types.join(', '),
        });
    });
}
