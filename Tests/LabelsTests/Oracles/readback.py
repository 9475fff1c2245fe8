"""Independent readers of labels: zplkit draws ZPL, zxing-cpp and zbar read symbols, tesseract text.

    readback.py draw IN.zpl WIDTH HEIGHT OUT.png    one label of ZPL as a picture of those dots
    readback.py read FILE.png ...                   a JSON line per picture: its symbols
    readback.py damaged SEED FILE.png ...           the same after single-dot noise and a slight blur
    readback.py zbar FILE.png ...                   a JSON line per picture: its symbols by zbar
    readback.py ocr FILE.png ...                    a JSON line per picture: its Chinese text

Each symbol is {"aim": "]C0", "bytes": hex}; zbar knows no AIM identifiers.
"""

import json
import random
import re
import subprocess
import sys

from PIL import Image, ImageFilter, ImageOps

# A label lies on white paper; a reader wants to see some of it.
PAPER = 24
# One dot in so many is turned over.
NOISE = 400


def draw(source, width, height, target):
    import zplkit
    from zplkit.rendering import Limits

    zpl = open(source, "rb").read()
    # What moves paper is not drawn, and zplkit refuses it: media, print mode and quantity.
    zpl = re.sub(rb"\^(MN|MM|PQ)[^\^\r\n]*", b"", zpl)
    options = zplkit.Options(width=int(width), height=int(height), dpi=203)
    document = zplkit.render(zpl, options, limits=Limits(graphic_bytes=8_000_000))
    for warning in document.warnings:
        print(warning, file=sys.stderr)
    (scene,) = document.labels
    raster = scene.rasterize()
    picture = Image.frombytes("L", (raster.width, raster.height), bytes(raster.pixels))
    picture.point(lambda dot: 255 if dot > 127 else 0).convert("1").save(target)


def opened(path):
    return ImageOps.expand(Image.open(path).convert("L"), border=PAPER, fill=255)


def symbols(picture):
    import zxingcpp

    found = zxingcpp.read_barcodes(picture)
    return sorted(
        ({"aim": one.symbology_identifier, "bytes": one.bytes.hex()} for one in found),
        key=lambda one: (one["aim"], one["bytes"]),
    )


def damaged(picture, seed):
    """Each dot of printed labels is printed three by three dots large by a camera's eye."""
    generator = random.Random(seed)
    dots = picture.load()
    for _ in range(picture.width * picture.height // NOISE):
        x = generator.randrange(picture.width)
        y = generator.randrange(picture.height)
        dots[x, y] = 255 - dots[x, y]
    large = picture.resize((picture.width * 3, picture.height * 3), Image.NEAREST)
    return large.filter(ImageFilter.GaussianBlur(2))


def zbar(path):
    opened(path).save(path + ".pgm")
    command = ["zbarimg", "--quiet", "--nodbus", "--raw", path + ".pgm"]
    output = subprocess.run(command, capture_output=True, check=False).stdout
    return [{"bytes": line.hex()} for line in sorted(output.split(b"\n")) if line]


def ocr(path):
    opened(path).resize([side * 2 for side in opened(path).size]).save(path + ".ocr.png")
    command = ["tesseract", path + ".ocr.png", "-", "-l", "chi_sim", "--psm", "6"]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def main(words):
    match words[0]:
        case "draw":
            draw(*words[1:])
        case "read":
            for path in words[1:]:
                print(json.dumps(symbols(opened(path))))
        case "damaged":
            for path in words[2:]:
                print(json.dumps(symbols(damaged(opened(path), words[1] + path))))
        case "zbar":
            for path in words[1:]:
                print(json.dumps(zbar(path)))
        case "ocr":
            for path in words[1:]:
                print(json.dumps(ocr(path), ensure_ascii=False))


main(sys.argv[1:])
