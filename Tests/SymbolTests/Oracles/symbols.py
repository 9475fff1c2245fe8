"""Reads symbols as a scanner would, and says what it would send.

Needs zxing-cpp and pillow. Each line of input is a JSON object: {"rows": ["0110…", …]} are the
modules of one symbol, drawn here with a quiet zone (a single row is drawn as bars), and
{"png": "path"} is a picture with any number of symbols. Each line of output is a JSON list of
[AIM identifier, bytes in hexadecimal].
"""

import json
import sys

import zxingcpp
from PIL import Image

QUIET, SCALE, BAR_ROWS = 12, 3, 40


def drawn(rows):
    rows = rows * BAR_ROWS if len(rows) == 1 else rows
    width = len(rows[0])
    dots = bytes(0 if bit == "1" else 255 for row in rows for bit in row)
    picture = Image.new("L", (width + 2 * QUIET, len(rows) + 2 * QUIET), 255)
    picture.paste(Image.frombytes("L", (width, len(rows)), dots), (QUIET, QUIET))
    return picture.resize((picture.width * SCALE, picture.height * SCALE), Image.NEAREST)


def read(question):
    if "rows" in question:
        picture = drawn(question["rows"])
    else:
        picture = Image.open(question["png"]).convert("L")
    found = zxingcpp.read_barcodes(picture, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read)
    return [[code.symbology_identifier, bytes(code.bytes).hex()] for code in found]


for line in sys.stdin:
    print(json.dumps(read(json.loads(line))), flush=True)
