"""Reads JSON lines of questions and answers each with what independent libraries say.

Needs biip and python-stdnum. A question is one of {"gs1": "payload"},
{"knows": "identifier"}, {"mod37_36": "body"} and {"ean": "digits"}.
"""

import json
import sys

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_messages import GS1Message
from stdnum import ean
from stdnum.iso7064 import mod_37_36


def answer(question):
    if "mod37_36" in question:
        return mod_37_36.calc_check_digit(question["mod37_36"])
    if "ean" in question:
        return ean.is_valid(question["ean"])
    if "knows" in question:
        try:
            return GS1ApplicationIdentifier.extract(question["knows"]).ai == question["knows"]
        except ParseError:
            return False
    try:
        message = GS1Message.parse(question["gs1"])
    except ParseError:
        return None
    return [[e.ai.ai, e.value] for e in message.element_strings]


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
