import * as accepts from './scenarios/accepts.mjs';
import * as base64 from './scenarios/base64.mjs';
import * as hugeInFlight from './scenarios/huge-in-flight.mjs';
import * as idle from './scenarios/idle.mjs';
import * as latency from './scenarios/latency.mjs';
import * as logLevels from './scenarios/log-levels.mjs';
import * as manyInFlight from './scenarios/many-in-flight.mjs';
import * as native from './scenarios/native.mjs';
import * as polls from './scenarios/polls.mjs';
import * as references from './scenarios/references.mjs';
import * as s3InFlight from './scenarios/s3-in-flight.mjs';
import * as starts from './scenarios/starts.mjs';
import * as throughput from './scenarios/throughput.mjs';
import * as tls from './scenarios/tls.mjs';
import * as waiting from './scenarios/waiting.mjs';

/** Of every run: the idle gateways first, before they are warm; then what must not be cut short before what may. */
export const scenarios = [
  idle,
  manyInFlight,
  throughput,
  latency,
  base64,
  native,
  tls,
  references,
  waiting,
  accepts,
  polls,
  starts,
  logLevels,
];

/** Only when asked for by name. */
export const onDemand = [hugeInFlight, s3InFlight];
