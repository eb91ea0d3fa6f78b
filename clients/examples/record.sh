#!/usr/bin/env bash
# Records a decision: ./record.sh DECISION-ID RECEIPT-FILE
# GATEWAY_URL and GATEWAY_KEY say where, and as whom. Needs curl 7.84 or newer and python3 for JSON.
set -euo pipefail
id=${1:?usage: record.sh DECISION-ID RECEIPT-FILE} file=${2:?}
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

body=$(python3 -c 'import json, sys; print(json.dumps({"type": "decision.recorded", "data": {
  "decisionId": sys.argv[1], "operator": "ann@example.com", "decision": "approved", "reasoning": "Income covers the rate."}}))' "$id")

# The same key and the same body, until somebody has answered: on a broken connection (000), 408, 409, 429 and 5xx.
status=''
for pause in 1 2 4 8 0; do
  status=$(curl -sS -m 30 -o "$answer" -w '%{http_code}' "${GATEWAY_URL:?}/v1/events" \
    -H @- -H 'Content-Type: application/json' -H "Idempotency-Key: decided-$id" -d "$body" \
    <<<"Authorization: Bearer ${GATEWAY_KEY:?}") || true
  case $status in
    000 | 408 | 409 | 429 | 5*) sleep "$pause" ;;
    *) break ;;
  esac
done
if [ "$status" != 202 ]; then
  echo "not recorded: status $status" >&2
  cat "$answer" >&2
  exit 1
fi

# A late repetition is answered with the id and no receipt: then it went with the first answer.
python3 - "$answer" "$file" <<'EOF'
import json, sys
item = json.load(open(sys.argv[1]))["items"][0]
print("id", item["id"])
print("receipt", item.get("receipt", "went with the first answer"))
if "receipt" in item:
    open(sys.argv[2], "w").write(item["receipt"] + "\n")
EOF
