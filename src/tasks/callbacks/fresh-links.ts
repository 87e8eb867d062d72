import { z } from 'zod';
import type { ArtifactLinks } from '../../generation/artifact-links.ts';

const withArtifact = z.looseObject({ data: z.looseObject({ artifact_url: z.string() }) });

/** A kept payload with a link that is good now in place of the URL of its artifact; others come back as they are. */
export function withFreshLinks(payload: string, links: Pick<ArtifactLinks, 'ofStored'>): string {
  const read = withArtifact.safeParse(JSON.parse(payload));
  if (!read.success) return payload;
  const { data, ...rest } = read.data;
  const fresh = links.ofStored(data.artifact_url);
  return fresh === data.artifact_url
    ? payload
    : JSON.stringify({ ...rest, data: { ...data, artifact_url: fresh } });
}
