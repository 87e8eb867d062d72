export type { Directive, DirectiveKey } from './directives/directive.ts';
export { commonKeys, directives } from './directives/directives.ts';
export type { EmulatorOptions } from './emulation.ts';
export type { RecordedRequest } from './http/request-log.ts';
export { type Emulator, startEmulator } from './start-emulator.ts';
