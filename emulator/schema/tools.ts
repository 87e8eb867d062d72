import {
  bool,
  double,
  enumeration,
  float,
  int32,
  message,
  repeated,
  string,
  struct,
  value,
} from './descriptor.ts';
import { schema } from './generation-config.ts';

const empty = (name: string) => message(name, () => ({}));

const functionDeclaration = message('FunctionDeclaration', () => ({
  name: string,
  description: string,
  behavior: enumeration('FunctionDeclaration.Behavior', ['UNSPECIFIED', 'BLOCKING', 'NON_BLOCKING']),
  parameters: schema,
  parametersJsonSchema: value,
  response: schema,
  responseJsonSchema: value,
}));

const interval = message('Interval', () => ({ startTime: string, endTime: string }));
const searchTypes = message('SearchTypes', () => ({
  webSearch: empty('WebSearch'),
  imageSearch: empty('ImageSearch'),
}));
export const googleSearch = message('GoogleSearch', () => ({ timeRangeFilter: interval, searchTypes }));
const dynamicRetrieval = message('DynamicRetrievalConfig', () => ({
  mode: enumeration('DynamicRetrievalConfig.Mode', ['MODE_UNSPECIFIED', 'MODE_DYNAMIC']),
  dynamicThreshold: float,
}));
const googleSearchRetrieval = message('GoogleSearchRetrieval', () => ({
  dynamicRetrievalConfig: dynamicRetrieval,
}));
const computerUse = message('ComputerUse', () => ({
  environment: enumeration('ComputerUse.Environment', [
    'ENVIRONMENT_UNSPECIFIED',
    'ENVIRONMENT_BROWSER',
    'ENVIRONMENT_DESKTOP',
    'ENVIRONMENT_MOBILE',
  ]),
  excludedPredefinedFunctions: repeated(string),
}));

export const tool = message('Tool', () => ({
  functionDeclarations: repeated(functionDeclaration),
  googleSearch,
  googleSearchRetrieval,
  codeExecution: empty('CodeExecution'),
  urlContext: empty('UrlContext'),
  googleMaps: message('GoogleMaps', () => ({ enableWidget: bool })),
  computerUse,
  fileSearch: message('FileSearch', () => ({
    fileSearchStoreNames: repeated(string),
    topK: int32,
    metadataFilter: string,
  })),
  mcpServers: repeated(struct),
}));

const functionCallingConfig = message('FunctionCallingConfig', () => ({
  mode: enumeration('FunctionCallingConfig.Mode', ['MODE_UNSPECIFIED', 'AUTO', 'ANY', 'NONE', 'VALIDATED']),
  allowedFunctionNames: repeated(string),
}));
const latLng = message('LatLng', () => ({ latitude: double, longitude: double }));

export const toolConfig = message('ToolConfig', () => ({
  functionCallingConfig,
  retrievalConfig: message('RetrievalConfig', () => ({ latLng, languageCode: string })),
  includeServerSideToolInvocations: bool,
}));
