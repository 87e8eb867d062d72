import { defineProtocol } from '../../generation/protocol.ts';
import { askedAt } from './asked-at.ts';
import {
  cancelBatchDocs,
  createBatchDocs,
  deleteBatchDocs,
  getBatchDocs,
  listBatchesDocs,
} from './batch-docs.ts';
import { cancelBatch, deleteBatch, getBatch, listBatches } from './batches.ts';
import {
  interactionsDocs,
  modelCallDocs,
  projectCallDocs,
  publisherCallDocs,
  publisherListDocs,
  publisherModelDocs,
} from './docs.ts';
import { geminiFailures, writeGeminiFailure } from './failures.ts';
import { fileDocs, filesDocs, removeFileDocs, startUploadDocs, uploadDocs } from './file-docs.ts';
import { refuseInteractions } from './interactions.ts';
import { deleteFile, getFile, listFiles } from './manage-files.ts';
import { getPublisherModel, listPublisherModels } from './publisher-models.ts';
import { readModelCall } from './read.ts';
import { continueFileUpload, startFileUpload } from './upload-file.ts';

/** SDK 2.x says v1beta, 3.x says v1; both say v1beta1 in Vertex mode. */
const version = '/:version(^v1(?:beta)?$)';
/** Not `uploads`, which has routes of its own below this one. */
const file = `${version}/files/:id(^(?!uploads(?![^/]))[^/]+$)`;
const vertexVersion = '/:version(^v1(?:beta1)?$)';
/** Vertex AI's paths: with an API key alone, and with a project (gemini-upstream §2.2). */
const publisherModels = `${vertexVersion}/publishers/google/models`;
const projectModels = `${vertexVersion}/projects/:project/locations/:location/publishers/google/models`;

/** Google's own image API: bodies travel as they are, errors are Google's. */
export default defineProtocol({
  name: 'gemini',
  title: 'Gemini native',
  prefixes: [
    '/v1beta',
    '/v1beta1',
    '/v1/batches',
    '/v1/files',
    '/v1/interactions',
    '/v1/publishers',
    '/v1/projects',
    '/upload/v1beta',
    '/upload/v1',
  ],
  routes: [
    {
      method: 'POST',
      path: `${version}/models/*`,
      action: 'relay',
      read: readModelCall,
      docs: [...modelCallDocs, ...createBatchDocs],
    },
    {
      method: 'POST',
      path: `${publisherModels}/*`,
      action: 'relay',
      read: readModelCall,
      docs: publisherCallDocs,
    },
    {
      method: 'POST',
      path: `${projectModels}/*`,
      action: 'relay',
      read: readModelCall,
      docs: projectCallDocs,
    },
    {
      method: 'GET',
      path: publisherModels,
      action: 'answer',
      answer: listPublisherModels,
      docs: publisherListDocs,
    },
    {
      method: 'GET',
      path: `${publisherModels}/*`,
      action: 'answer',
      answer: getPublisherModel,
      docs: publisherModelDocs,
    },
    {
      method: 'POST',
      path: `/upload${version}/files`,
      action: 'answer',
      answer: startFileUpload,
      docs: startUploadDocs,
    },
    {
      method: 'POST',
      path: `/upload${version}/files/:name`,
      action: 'open',
      answer: continueFileUpload,
      docs: uploadDocs,
    },
    {
      method: 'GET',
      path: `${version}/batches`,
      action: 'answer',
      answer: listBatches,
      docs: listBatchesDocs,
    },
    { method: 'GET', path: `${version}/batches/:id`, action: 'answer', answer: getBatch, docs: getBatchDocs },
    {
      method: 'DELETE',
      path: `${version}/batches/:id`,
      action: 'answer',
      answer: deleteBatch,
      docs: deleteBatchDocs,
    },
    {
      method: 'POST',
      path: `${version}/batches/*`,
      action: 'answer',
      answer: cancelBatch,
      docs: cancelBatchDocs,
    },
    {
      method: 'POST',
      path: `${version}/interactions`,
      action: 'answer',
      answer: refuseInteractions,
      docs: interactionsDocs,
    },
    { method: 'GET', path: `${version}/files`, action: 'answer', answer: listFiles, docs: filesDocs },
    {
      method: 'GET',
      path: file,
      action: 'answer',
      answer: getFile,
      docs: fileDocs,
    },
    {
      method: 'DELETE',
      path: file,
      action: 'answer',
      answer: deleteFile,
      docs: removeFileDocs,
    },
  ],
  failures: geminiFailures,
  writeFailure: writeGeminiFailure,
  askedAt,
});
