import { openrouterFailures, writeOpenrouterFailure } from '../../generation/openrouter-failures.ts';
import { defineProtocol } from '../../generation/protocol.ts';
import { endpointsDocs, imageModelsDocs, imagesDocs } from './docs.ts';
import { listEndpoints, listImageModels } from './list-models.ts';
import { readOpenrouterImages } from './read.ts';
import { writeOpenrouterImages } from './write.ts';

export default defineProtocol({
  name: 'openrouter-images',
  title: 'OpenRouter images',
  prefixes: ['/api/v1/images'],
  routes: [
    {
      method: 'POST',
      path: '/api/v1/images',
      action: 'generate',
      read: readOpenrouterImages,
      write: writeOpenrouterImages,
      docs: imagesDocs,
    },
    {
      method: 'GET',
      path: '/api/v1/images/models',
      action: 'answer',
      answer: listImageModels,
      docs: imageModelsDocs,
    },
    {
      method: 'GET',
      path: '/api/v1/images/models/:author/:slug/endpoints',
      action: 'answer',
      answer: listEndpoints,
      docs: endpointsDocs,
    },
  ],
  failures: openrouterFailures,
  writeFailure: writeOpenrouterFailure,
});
