import { defineProtocol } from '../../generation/protocol.ts';
import { docs } from './docs.ts';
import { generateTaskFailures, writeGenerateTaskFailure } from './failures.ts';
import { readTask } from './read.ts';
import { getStatus, writeCreated, writeStatus } from './write.ts';

/** Create a task for the model of the path, poll it or be called back; every body in one envelope. */
export default defineProtocol({
  name: 'generate-task',
  title: 'Generate task',
  prefixes: ['/api/v1/generateTask', '/api/v1/statusTask'],
  routes: [
    {
      method: 'POST',
      path: '/api/v1/generateTask/:model',
      action: 'enqueue',
      read: readTask,
      write: writeCreated,
      docs: docs.create,
    },
    {
      method: 'GET',
      path: '/api/v1/statusTask/:model',
      action: 'answer',
      answer: getStatus,
      docs: docs.status,
    },
  ],
  failures: generateTaskFailures,
  writeFailure: writeGenerateTaskFailure,
  writeCallback: writeStatus,
});
