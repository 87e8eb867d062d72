// Sends a gateway's spans to a collector (OTLP over HTTP):
//
//   npm install --prefix examples/tracing
//   NODE_OPTIONS="--import $PWD/examples/tracing/tracing.mjs" npx plantain serve
//
// OTEL_EXPORTER_OTLP_ENDPOINT says where to (http://localhost:4318), OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG
// how many requests: the default follows a client that says whether it wants to be traced.
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

// NODE_OPTIONS reaches every program and thread of Node below it. Those with spans: plantain serve, its workers, npm start.
const program = path.basename(process.argv[1] ?? '').replace(/\.m?js$/, '');
const isGateway =
  program === 'plantain' ? process.argv[2] === 'serve' : ['worker', 'start'].includes(program);

if (isMainThread && isGateway) {
  const [
    { OTLPTraceExporter },
    { defaultResource, resourceFromAttributes },
    { BatchSpanProcessor, NodeTracerProvider },
  ] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-node'),
  ]);
  const service = { 'service.name': process.env.OTEL_SERVICE_NAME ?? 'plantain' };
  new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes(service)),
    // What is left is sent when the gateway ends: it asks for that, and waits for 2 s at most.
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  }).register();
}
