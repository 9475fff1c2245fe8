"""Another implementation of RFC 9421 (PyPI http-message-signatures) signs or judges a request.

One JSON object on standard input, one on standard output.
"""

import base64
import hashlib
import json
import sys

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)

COVERED = ("content-digest", "@query", "@path", "@authority", "@method")


class Keys(HTTPSignatureKeyResolver):
    def __init__(self, task):
        self.task = task

    def resolve_public_key(self, key_id):
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(self.task["public_key"]))

    def resolve_private_key(self, key_id):
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.task["private_key"]))


def main():
    task = json.load(sys.stdin)
    body = base64.b64decode(task["body"])
    request = requests.Request(
        task["method"], task["url"], headers=task.get("headers", {}), data=body
    ).prepare()
    if task["do"] == "verify":
        try:
            verifier = HTTPMessageVerifier(
                signature_algorithm=algorithms.ED25519, key_resolver=Keys(task)
            )
            results = verifier.verify(request)
            print(json.dumps({"ok": True, "nonce": results[0].parameters["nonce"]}))
        except Exception as error:
            print(json.dumps({"ok": False, "error": type(error).__name__}))
        return
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    request.headers["Content-Digest"] = f"sha-256=:{digest}:"
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=Keys(task))
    signer.sign(
        request,
        key_id=task["key_id"],
        nonce=str(task["counter"]),
        label="theirs",
        covered_component_ids=COVERED,
        use_existing_digest=True,
    )
    print(json.dumps({"headers": dict(request.headers)}))


main()
