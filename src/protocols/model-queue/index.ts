import { defineProtocol } from '../../generation/protocol.ts';
import { cancelRequest, getResponse, getStatus, refuseStream, writeSubmitted } from './answers.ts';
import { docs } from './docs.ts';
import { modelQueueFailures, writeModelQueueFailure } from './failures.ts';
import { readSubmit } from './read.ts';

const requests = '/model/v1/queue/:model/requests/:id';

/** The queue of one model: submit, ask for the status, fetch the response, cancel. No webhooks, no streaming. */
export default defineProtocol({
  name: 'model-queue',
  title: 'Model queue',
  prefixes: ['/model/v1/queue'],
  routes: [
    {
      method: 'POST',
      path: '/model/v1/queue/:model',
      action: 'enqueue',
      read: readSubmit,
      write: writeSubmitted,
      docs: docs.submit,
    },
    { method: 'GET', path: `${requests}/status`, action: 'answer', answer: getStatus, docs: docs.status },
    {
      method: 'GET',
      path: `${requests}/status/stream`,
      action: 'answer',
      answer: refuseStream,
      docs: docs.stream,
    },
    {
      method: 'GET',
      path: `${requests}/response`,
      action: 'answer',
      answer: getResponse,
      docs: docs.response,
    },
    { method: 'PUT', path: `${requests}/cancel`, action: 'answer', answer: cancelRequest, docs: docs.cancel },
  ],
  failures: modelQueueFailures,
  writeFailure: writeModelQueueFailure,
});
