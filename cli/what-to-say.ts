import { causeOf } from '../client/cause-of.ts';
import { PlantainError } from '../client/plantain-error.ts';
import { ConfigError } from '../src/config.ts';
import { Failure } from '../src/generation/failure.ts';
import { Refusal } from '../src/generation/refusal.ts';
import { SandboxUnavailable } from '../src/sandbox/start-sandbox.ts';
import { NewerSchema, ServedElsewhere, StoreUnavailable } from '../src/store/errors.ts';
import { NoAnswer } from '../src/verification/no-answer.ts';
import { listenAdvice } from './listen-advice.ts';

export interface ToldError {
  readonly sentence: string;
  /** 3: the gateway does not answer. */
  readonly exitCode: 1 | 3;
}

const selfExplaining = [ConfigError, Refusal, Failure, PlantainError, NewerSchema, SandboxUnavailable];
const doctor = 'plantain doctor looks at the whole set-up.';
const databaseAdvice = `Check DATABASE_URL, and that the server runs; ${doctor}`;
const folderAdvice = `See to the folder of PLANTAIN_DATA_DIR; ${doctor}`;
const servedAdvice =
  'One gateway serves a SQLite database and its data folder: end the other one, or give this one a PLANTAIN_DATA_DIR ' +
  'of its own. Several that share a database need PostgreSQL (DATABASE_URL).';
/** Names are looked up elsewhere, too, and told by whoever looks. */
const ofListening = ['listen', 'bind', 'getaddrinfo'];
const unwritable = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR'];

/** What the user is told who cannot have what they asked for. Undefined: it is a fault, to be shown with its stack. */
export function whatToSay(error: unknown): ToldError | undefined {
  if (!(error instanceof Error)) return undefined;
  if (selfExplaining.some((known) => error instanceof known)) {
    return { sentence: error.message, exitCode: isUnanswered(error) ? 3 : 1 };
  }
  const sentence = fromStore(error) ?? fromSystem(error);
  return sentence === undefined ? undefined : { sentence, exitCode: 1 };
}

const isUnanswered = (error: Error) =>
  error instanceof NoAnswer || (error instanceof PlantainError && error.code === 'connection');

function fromStore(error: Error): string | undefined {
  if (error instanceof ServedElsewhere) return `${error.message}. ${servedAdvice}`;
  if (!(error instanceof StoreUnavailable)) return undefined;
  // A name with several addresses fails with an error for each, and with no message of its own.
  const message = error.message.endsWith(': ') ? `${error.message}${causeOf(error)}` : error.message;
  return `${message}. ${message.startsWith('PostgreSQL') ? databaseAdvice : folderAdvice}`;
}

/** What the operating system refused: a port to listen on, a file to write. */
function fromSystem(error: NodeJS.ErrnoException): string | undefined {
  const { code = '', syscall, message } = error;
  if (syscall !== undefined && ofListening.includes(syscall)) return `${message}. ${listenAdvice(code)}`;
  if (!unwritable.includes(code) || error.path === undefined) return undefined;
  return `${message}. Plantain must be able to write there; ${doctor}`;
}
