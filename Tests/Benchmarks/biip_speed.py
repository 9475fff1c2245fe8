"""Prints how many lines a second of a file biip reads: the best of three rounds."""

import sys
import time

import biip

with open(sys.argv[1], encoding="utf-8", newline="\n") as file:
    lines = file.read().split("\n")[:-1]


def read_all():
    for line in lines:
        try:
            biip.parse(line)
        except biip.ParseError:
            pass


read_all()
best = 0.0
for _ in range(3):
    start = time.perf_counter()
    read_all()
    best = max(best, len(lines) / (time.perf_counter() - start))
print(best)
