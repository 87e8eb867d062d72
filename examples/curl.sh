#!/bin/sh
# PLANTAIN_URL and PLANTAIN_KEY say where; prints the address of the picture.
set -eu
curl -sS --fail-with-body "$PLANTAIN_URL/v1/generations" \
  -H "authorization: Bearer $PLANTAIN_KEY" \
  -H "content-type: application/json" \
  -H "idempotency-key: $(date +%s)-$$" \
  -d '{"model":"nano-banana-2","prompt":"A plantain on a turquoise table","aspect_ratio":"16:9","wait":60}'
