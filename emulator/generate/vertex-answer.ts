type Json = Readonly<Record<string, unknown>>;

/** A body of the Gemini API in the manner of Vertex: no index, a time, the traffic type (recordings of js-genai). */
export function asVertex(body: object): object {
  const { candidates, usageMetadata, ...rest } = body as {
    candidates?: readonly Json[];
    usageMetadata?: Json;
  };
  return {
    ...(candidates ? { candidates: candidates.map(withoutIndex) } : {}),
    usageMetadata: vertexUsage(usageMetadata),
    ...rest,
    createTime: new Date().toISOString(),
  };
}

/** On Vertex only the last event counts, and it has an empty text part. */
export function asVertexStream(bodies: readonly object[]): object[] {
  return bodies.map((body, index) => {
    const event = asVertex(body) as Json & { candidates?: readonly Json[] };
    if (index < bodies.length - 1) return { ...event, usageMetadata: { trafficType: 'ON_DEMAND' } };
    if (bodies.length === 1) return event;
    const parts = [{ text: '' }];
    return {
      ...event,
      candidates: event.candidates?.map((candidate) => ({ ...candidate, content: { role: 'model', parts } })),
    };
  });
}

function withoutIndex({ index: _, ...candidate }: Json): Json {
  return candidate;
}

function vertexUsage(usage: Json | undefined): Json {
  const { serviceTier: _, ...rest } = usage ?? {};
  return { ...rest, trafficType: 'ON_DEMAND' };
}
