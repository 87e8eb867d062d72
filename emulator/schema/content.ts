import { bool, bytes, double, enumeration, int32, message, repeated, string, struct } from './descriptor.ts';

const blob = message('Blob', () => ({ mimeType: string, data: bytes, displayName: string }));
const fileData = message('FileData', () => ({ mimeType: string, fileUri: string, displayName: string }));

const functionCall = message('FunctionCall', () => ({ id: string, name: string, args: struct }));
const functionResponsePart = message('FunctionResponsePart', () => ({ inlineData: blob }));
const functionResponse = message('FunctionResponse', () => ({
  id: string,
  name: string,
  response: struct,
  parts: repeated(functionResponsePart),
  willContinue: bool,
  scheduling: enumeration('FunctionResponse.Scheduling', [
    'SCHEDULING_UNSPECIFIED',
    'SILENT',
    'WHEN_IDLE',
    'INTERRUPT',
  ]),
}));

const executableCode = message('ExecutableCode', () => ({
  id: string,
  language: enumeration('ExecutableCode.Language', ['LANGUAGE_UNSPECIFIED', 'PYTHON']),
  code: string,
}));
const codeExecutionResult = message('CodeExecutionResult', () => ({
  id: string,
  outcome: enumeration('CodeExecutionResult.Outcome', [
    'OUTCOME_UNSPECIFIED',
    'OUTCOME_OK',
    'OUTCOME_FAILED',
    'OUTCOME_DEADLINE_EXCEEDED',
  ]),
  output: string,
}));

const videoMetadata = message('VideoMetadata', () => ({
  startOffset: string,
  endOffset: string,
  fps: double,
}));
const mediaResolution = message('Part.MediaResolution', () => ({
  level: enumeration('Part.MediaResolution.Level', [
    'MEDIA_RESOLUTION_UNSPECIFIED',
    'MEDIA_RESOLUTION_LOW',
    'MEDIA_RESOLUTION_MEDIUM',
    'MEDIA_RESOLUTION_HIGH',
    'MEDIA_RESOLUTION_ULTRA_HIGH',
  ]),
  numTokens: int32,
}));
const toolCall = message('ToolCall', () => ({ id: string, toolType: string, args: struct }));
const toolResponse = message('ToolResponse', () => ({ id: string, toolType: string, response: struct }));

const part = message(
  'Part',
  () => ({
    text: string,
    inlineData: blob,
    fileData,
    functionCall,
    functionResponse,
    executableCode,
    codeExecutionResult,
    toolCall,
    toolResponse,
    thought: bool,
    thoughtSignature: bytes,
    partMetadata: struct,
    videoMetadata,
    mediaResolution,
  }),
  {
    name: 'data',
    fields: [
      'text',
      'inlineData',
      'fileData',
      'functionCall',
      'functionResponse',
      'executableCode',
      'codeExecutionResult',
      'toolCall',
      'toolResponse',
    ],
  },
);

/** One turn of the conversation. */
export const content = message('Content', () => ({ role: string, parts: repeated(part) }));
