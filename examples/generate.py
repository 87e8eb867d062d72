"""PLANTAIN_URL and PLANTAIN_KEY say where; needs nothing beside Python 3."""
import json
import os
import urllib.request
import uuid

request = urllib.request.Request(
    os.environ["PLANTAIN_URL"] + "/v1/generations",
    data=json.dumps(
        {"model": "nano-banana-2", "prompt": "A plantain on a turquoise table", "wait": 60}
    ).encode(),
    headers={
        "authorization": "Bearer " + os.environ["PLANTAIN_KEY"],
        "content-type": "application/json",
        # Repeated with the same key, the request is never charged twice.
        "idempotency-key": str(uuid.uuid4()),
    },
)
with urllib.request.urlopen(request) as answer:
    generation = json.load(answer)
for image in generation["images"]:
    print(image["url"], image["width"], image["height"])
