import type { AdmissionTables } from './tables/admission.ts';
import type { CallbackTables } from './tables/callbacks.ts';
import type { ChannelTables } from './tables/channels.ts';
import type { ConsoleTables } from './tables/console.ts';
import type { GenerationTables } from './tables/generations.ts';
import type { LedgerTables } from './tables/ledger.ts';
import type { RecordTables } from './tables/records.ts';
import type { UploadTables } from './tables/uploads.ts';
import type { VerificationTables } from './tables/verification.ts';

export type * from './tables/admission.ts';
export type * from './tables/callbacks.ts';
export type * from './tables/channels.ts';
export type * from './tables/console.ts';
export type * from './tables/generations.ts';
export type * from './tables/ledger.ts';
export type * from './tables/records.ts';
export type * from './tables/uploads.ts';
export type * from './tables/verification.ts';

/**
 * Every table, as both engines hold it: text, integers (times are Unix milliseconds, money is
 * micro-USD) and JSON as text. One folder owns each table and only that folder names it.
 */
export interface Database
  extends AdmissionTables,
    GenerationTables,
    RecordTables,
    LedgerTables,
    ChannelTables,
    CallbackTables,
    VerificationTables,
    UploadTables,
    ConsoleTables {}
