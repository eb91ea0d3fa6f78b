"""Records a decision: python3 record.py DECISION-ID RECEIPT-FILE

GATEWAY_URL and GATEWAY_KEY say where, and as whom. Python 3.9 or newer, and nothing else.
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.request

AGAIN = {408, 409, 429}


def record(event: dict, key: str) -> dict:
    """Sends an event until the gateway has answered: the same key and the same bytes each time."""
    request = urllib.request.Request(
        os.environ["GATEWAY_URL"] + "/v1/events",
        data=json.dumps(event).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["GATEWAY_KEY"],
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        },
    )
    for pause in (1, 2, 4, 8, None):
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                if response.status != 202:
                    raise RuntimeError(f"not recorded: status {response.status}")
                return json.load(response)["items"][0]
        except urllib.error.HTTPError as error:
            if pause is None or error.code not in AGAIN and error.code < 500:
                raise RuntimeError(f"not recorded: {error.code} {error.read(4096).decode(errors='replace')}") from error
        except (OSError, http.client.HTTPException):
            if pause is None:
                raise
        time.sleep(pause)
    raise AssertionError("the last try returns or raises")


def main(decision_id: str, file: str) -> None:
    event = {
        "type": "decision.recorded",
        "data": {
            "decisionId": decision_id,
            "operator": "ann@example.com",
            "decision": "approved",
            "reasoning": "Income covers the rate.",
        },
    }
    item = record(event, "decided-" + decision_id)
    print("id", item["id"])
    # A late repetition is answered with the id and no receipt: then it went with the first answer.
    print("receipt", item.get("receipt", "went with the first answer"))
    if "receipt" in item:
        with open(file, "w", encoding="ascii") as receipt:
            receipt.write(item["receipt"] + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
