"""What independent libraries send to printers, and what they read in the answers.

`pictures`: one JSON line per case on standard output, the bytes of a job made by a library and the
picture that has to come out. `escpos-status LINK`: what python-escpos reads on a line, a JSON line
for each line on standard input. `tspl-status`: what labeljetty reads in each of the 256 bytes.
`symbols FILE...`: what zxing-cpp reads in each picture, as a JSON list of texts.
"""

import json
import logging
import random
import sys
import types

from PIL import Image

logging.disable(logging.WARNING)
# Libraries print what they think; answers go out by themselves.
ANSWERS, sys.stdout = sys.stdout, sys.stderr
# labeljetty takes type names from a module of Pillow that is for type checkers only.
sys.modules["PIL._typing"] = types.ModuleType("PIL._typing")
sys.modules["PIL._typing"].StrOrBytesPath = str


def answer(value):
    print(json.dumps(value), file=ANSWERS, flush=True)


def picture(width, height, seed):
    """A picture of seeded dots; black where a bit is set."""
    dots = random.Random(seed).randbytes(width // 8 * height)
    return Image.frombytes("1", (width, height), bytes(b ^ 0xFF for b in dots)), dots


def case(name, profile, bytes_, width, height, dots, at=(0, 0)):
    answer({
        "name": name, "profile": profile, "bytes": bytes_.hex(), "width": width,
        "height": height, "dots": dots.hex(), "x": at[0], "y": at[1]})


def escpos_pictures():
    from escpos.printer import Dummy

    for number, (width, height) in enumerate([(8, 1), (384, 200), (576, 1)]):
        image, dots = picture(width, height, number)
        printer = Dummy()
        printer.image(image, impl="bitImageRaster", fragment_height=4096)
        printer.cut()
        case(f"escpos {width}x{height}", "printers/generic-escpos", printer.output, width, height, dots)
    # A tall picture is cut into pieces.
    image, dots = picture(64, 900, 9)
    printer = Dummy()
    printer.image(image, impl="bitImageRaster", fragment_height=100)
    printer.cut()
    case("escpos in pieces", "printers/generic-escpos", printer.output, 64, 900, dots)


def zpl_pictures():
    import zpl

    for number, (width, height) in enumerate([(8, 8), (160, 80), (400, 240)]):
        image, dots = picture(width, height, 20 + number)
        # At 8 dots a millimetre.
        label = zpl.Label(height / 8, width / 8, dpmm=8)
        label.origin(0, 0)
        label.write_graphic(image, width / 8, height / 8)
        label.endorigin()
        case(f"zpl {width}x{height}", "printers/generic-zpl",
             label.dumpZPL().encode(), width, height, dots)
    # Rows that repeat and run are what compression shortens.
    dots = (bytes(20) + b"\xff" * 20 + b"\xf0" * 20 + b"\xf0" * 20) * 8
    image = Image.frombytes("1", (160, 32), bytes(b ^ 0xFF for b in dots))
    label = zpl.Label(5, 22, dpmm=8)
    label.origin(2, 1)
    label.write_graphic(image, 20, 4)
    label.endorigin()
    case("zpl runs", "printers/generic-zpl", label.dumpZPL().encode(), 160, 32, dots, at=(16, 8))


def tspl_pictures():
    from labeljetty.printer.connection import TSPLPrinterConnectionUSB as USB
    from labeljetty.printer.tspl import TSPLPrinter

    class Wire:
        def __init__(self):
            self.bytes = b""

        def send(self, command, raw=False):
            self.bytes += USB._to_wire(command, raw)

    for number, (width, height) in enumerate([(8, 8), (320, 240)]):
        image, dots = picture(width, height, 40 + number)
        wire = Wire()
        TSPLPrinter(wire, 40, 30)._render_and_print_image(image, x=0, y=0)
        case(f"tspl {width}x{height}", "printers/generic-tspl", wire.bytes, width, height, dots)


def tspl_status():
    from labeljetty.printer.tspl import TSPLPrinterStatusMessage

    names = {
        "head_opened": "cover-open", "paper_jam": "jam", "paper_empty": "paper-out",
        "ribbon_empty": "ribbon-out", "paused": "paused", "printing": "printing",
        "other_error": "error"}
    for byte in range(256):
        status = TSPLPrinterStatusMessage.from_raw_response(byte)
        answer([word for name, word in names.items() if getattr(status, name)])


def symbols(paths):
    import zxingcpp
    from PIL import ImageOps

    for path in paths:
        # Labels lie on white paper.
        image = ImageOps.expand(Image.open(path).convert("L"), border=24, fill=255)
        found = zxingcpp.read_barcodes(image, try_downscale=False)
        answer(sorted(one.bytes.decode() for one in found))


def escpos_status(link):
    from escpos.printer import Serial

    printer = Serial(devfile=link, baudrate=9600, timeout=10, dsrdtr=False)
    # It would wait for sixteen bytes; an answer has one.
    printer._read = lambda: printer.device.read(1)
    for _ in sys.stdin:
        answer({"online": printer.is_online(), "paper": printer.paper_status()})


if sys.argv[1] == "pictures":
    escpos_pictures()
    zpl_pictures()
    tspl_pictures()
elif sys.argv[1] == "symbols":
    symbols(sys.argv[2:])
elif sys.argv[1] == "tspl-status":
    tspl_status()
else:
    escpos_status(sys.argv[2])
