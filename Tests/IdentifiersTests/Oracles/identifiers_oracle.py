"""Reads JSON lines of questions and answers each with what independent libraries say.

Needs biip and python-stdnum. A question is one of {"gs1": "payload"}, {"stdnum": "payload"},
{"knows": "identifier"}, {"shape": "identifier"}, {"mod37_36": "body"} and {"ean": "digits"}. The
first is answered with the elements, or null where biip refuses them or a key in them; the second
with the identifiers, or null where stdnum refuses.
"""

import json
import re
import sys

from biip import ParseError
from biip.gs1_application_identifiers import GS1ApplicationIdentifier
from biip.gs1_messages import GS1Message
from stdnum import ean, gs1_128, numdb
from stdnum.iso7064 import mod_37_36


def shape(ai):
    """Greatest length, whether it is always that, whether all are digits, whether FNC1 follows."""
    row = numdb.get("gs1_ai").info(ai)[0][1]
    text = row["format"].replace("N1..N2", "N..2").replace("-", "X1")
    parts = re.findall(r"([NXYZ])(\.\.)?(\d+)", text)
    return {
        "length": sum(int(count) for _, _, count in parts),
        "fixed": "[" not in text and not any(dots for _, dots, _ in parts),
        "digits": all(letter == "N" for letter, _, _ in parts),
        "separator": bool(row.get("fnc1")),
    }


def answer(question):
    if "shape" in question:
        return shape(question["shape"])
    if "mod37_36" in question:
        return mod_37_36.calc_check_digit(question["mod37_36"])
    if "ean" in question:
        return ean.is_valid(question["ean"])
    if "knows" in question:
        try:
            return GS1ApplicationIdentifier.extract(question["knows"]).ai == question["knows"]
        except ParseError:
            return False
    if "stdnum" in question:
        try:
            return list(gs1_128.info(question["stdnum"], separator="\x1d"))
        except Exception:  # It lets errors of its own parts through.
            return None
    try:
        found = GS1Message.parse(question["gs1"]).element_strings
    except Exception:  # As above.
        return None
    if any(e.gtin_error or e.sscc_error or e.gln_error for e in found):
        return None
    return [[e.ai.ai, e.value] for e in found]


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
