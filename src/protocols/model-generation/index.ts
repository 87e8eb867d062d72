import { defineProtocol } from '../../generation/protocol.ts';
import { docs } from './docs.ts';
import { modelGenerationFailures, writeModelGenerationFailure } from './failures.ts';
import { readGeneration } from './read.ts';
import { getTask, writeCreated, writeTask } from './write.ts';

/** Create a task, poll it by its id; the model stands in the body. */
export default defineProtocol({
  name: 'model-generation',
  title: 'Model generation',
  prefixes: ['/model'],
  routes: [
    {
      method: 'POST',
      path: '/model/v1/generation',
      action: 'enqueue',
      read: readGeneration,
      write: writeCreated,
      docs: docs.create,
    },
    {
      method: 'GET',
      path: '/model/v1/generation/task/:id',
      action: 'answer',
      answer: getTask,
      docs: docs.get,
    },
  ],
  failures: modelGenerationFailures,
  writeFailure: writeModelGenerationFailure,
  writeCallback: writeTask,
});
