"""Makes a bucket with Object Lock and gives it a policy, with nothing but Python's standard library.

    bucket.py ENDPOINT BUCKET PREFIX POLICIES

The owner's key pair is in OWNER_ACCESS_KEY and OWNER_SECRET_KEY. A bucket that is there already is kept, and
refused when it has no Object Lock. The statements of all *.json in the folder POLICIES make the policy; their
placeholders are explained in deploy/policies/README.md.
"""

import datetime
import hashlib
import glob
import hmac
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

REGION = "us-east-1"


def signed(method, url, body, extra):
    """A request signed with AWS Signature Version 4."""
    parts = urllib.parse.urlsplit(url)
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    digest = hashlib.sha256(body).hexdigest()
    headers = {"host": parts.netloc, "x-amz-date": now, "x-amz-content-sha256": digest, **extra}
    names = ";".join(sorted(headers))
    query = parts.query if "=" in parts.query or not parts.query else parts.query + "="
    canonical = "\n".join(
        [method, parts.path, query]
        + [f"{name}:{headers[name]}" for name in sorted(headers)]
        + ["", names, digest]
    )
    scope = f"{now[:8]}/{REGION}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + os.environ["OWNER_SECRET_KEY"]).encode()
    for step in scope.split("/"):
        key = hmac.new(key, step.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={os.environ['OWNER_ACCESS_KEY']}/{scope},"
        f"SignedHeaders={names},Signature={signature}"
    )
    return urllib.request.Request(url, data=body or None, method=method, headers=headers)


def send(method, url, body=b"", **extra):
    headers = {name.replace("_", "-"): value for name, value in extra.items()}
    try:
        with urllib.request.urlopen(signed(method, url, body, headers), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def must(what, answer, *good):
    status, text = answer
    if status not in good:
        sys.exit(f"{what}: {status} {text}")
    return status, text


def policy(folder, **values):
    """The statements of all files, with the placeholders' values."""
    statements = []
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for placeholder, value in values.items():
            text = text.replace("${" + placeholder + "}", value)
        statements += json.loads(text)["Statement"]
    if not statements:
        sys.exit(f"no policies in {folder}")
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def main(endpoint, name, prefix, policies):
    url = f"{endpoint}/{name}"
    if send("HEAD", url)[0] == 404:
        must("create bucket", send("PUT", url, x_amz_bucket_object_lock_enabled="true"), 200)
    _, lock = must("read the bucket's lock", send("GET", url + "?object-lock"), 200)
    if "<ObjectLockEnabled>Enabled</ObjectLockEnabled>" not in lock:
        sys.exit(f"bucket {name} is there and has no Object Lock: {lock}")
    user = "arn:aws:iam:::user/"
    text = policy(
        policies,
        BUCKET=name,
        PREFIX=prefix,
        WRITER=user + "writer",
        AUDITOR=user + "auditor",
        RETENTION_MANAGER=user + "retention",
        ADMINISTRATOR=user + "owner",
    )
    must("set the bucket's policy", send("PUT", url + "?policy", text.encode()), 200, 204)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
