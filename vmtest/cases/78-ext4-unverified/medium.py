#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A medium whose owner says anew which blocks a file has, each time that somebody opens it.

medium.py arrange IMAGE FOREIGN LEAVES   moves the extents of the image's file 'copy', which has fs-verity, into a block
                                         that 'other' had; writes the bytes of FOREIGN over its content; and to LEAVES
                                         where that block is and what it is to hold: extents that end with each page
                                         of the content in turn, and at last the true ones
medium.py read DEVICE FILE LEAVES        opens FILE once for each of them but the last, as they then stand on DEVICE
"""
import os
import re
import struct
import subprocess
import sys

BLOCK = 4096
SIZE, BLOCKS = 4, 40
EVERYTHING = 1 << 31


def header(entries, most, depth):
    return struct.pack("<HHHHI", 0xF30A, entries, most, depth, 0)


class Image:
    def __init__(self, name):
        self.name = name
        self.file = open(name, "r+b")

    def inode(self, name):
        said = subprocess.run(
            ["debugfs", "-R", "imap /" + name, self.name], capture_output=True, text=True, check=True
        ).stdout
        place = re.search(r"block (\d+).*offset 0x([0-9a-fA-F]+)", said, re.S)
        return int(place[1]) * BLOCK + int(place[2], 16)

    def read(self, place, size):
        self.file.seek(place)
        return self.file.read(size)

    def write(self, place, content):
        self.file.seek(place)
        self.file.write(content)

    def extents(self, node):
        count, _, depth = struct.unpack("<HHH", node[2:8])
        entries = [node[12 + 12 * i : 24 + 12 * i] for i in range(count)]
        if not depth:
            return [struct.unpack("<IHHI", entry) for entry in entries]
        below = []
        for entry in entries:
            below += self.extents(self.read(struct.unpack("<II", entry[:8])[1] * BLOCK, BLOCK))
        return below


def arrange(name, foreign, leaves):
    image = Image(name)
    inode = image.inode("copy")
    extents = image.extents(image.read(inode + BLOCKS, 60))
    place = struct.unpack("<IHHI", image.read(image.inode("other") + BLOCKS, 60)[12:24])[3]
    root = header(1, 4, 1) + struct.pack("<IIHH", 0, place, 0, 0)
    image.write(inode + BLOCKS, root.ljust(60, b"\0"))
    size = struct.unpack("<I", image.read(inode + SIZE, 4))[0]
    with open(foreign, "rb") as file:
        content = file.read().ljust(size, b"\0")
    assert len(content) == size, "the foreign content is too long"

    def leaf(pages):
        kept = [(at, min(count, pages - at), high, low) for at, count, high, low in extents if at < pages]
        return (header(len(kept), 340, 0) + b"".join(struct.pack("<IHHI", *one) for one in kept)).ljust(BLOCK, b"\0")

    for at, count, _, low in extents:
        image.write(low * BLOCK, content[at * BLOCK : (at + count) * BLOCK])
    image.write(place * BLOCK, leaf(EVERYTHING))
    pages = -(-size // BLOCK)
    with open(leaves, "wb") as file:
        file.write(struct.pack("<I", place))
        file.writelines(leaf(page + 1) for page in range(pages))
        file.write(leaf(EVERYTHING))


def read(device, name, leaves):
    with open(leaves, "rb") as file:
        place = struct.unpack("<I", file.read(4))[0]
        said = file.read()
    medium = os.open(device, os.O_WRONLY)
    answers = set()
    for at in range(0, len(said), BLOCK):
        os.pwrite(medium, said[at : at + BLOCK], place * BLOCK)
        if at + BLOCK < len(said):
            try:
                os.close(os.open(name, os.O_RDONLY))
                answers.add("opened")
            except OSError as error:
                answers.add(str(error))
    print(len(said) // BLOCK - 1, "pages", answers)


{"arrange": arrange, "read": read}[sys.argv[1]](*sys.argv[2:])
