#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A client of NFS 4.1 (RFC 8881) that writes nothing and lets a file grow all the same: it asks this node's
server for the blocks of a file that it has opened for reading (LAYOUTGET), and commits a later end of it
(LAYOUTCOMMIT) as whoever has written to the blocks would (RFC 5663).

client.py NAME LAST   the file of that name in the server's root now ends behind byte LAST
Prints the status of what is refused; exit status 0 when done, 1 for NFS4ERR_PERM, 2 for any other.
"""
import socket
import struct
import sys
import time

PERM = 1
GRACE = 10013
ACCESS_READ = 1
NO_DELEGATION = 0x400
BLOCK_VOLUME = 3
READ = 1


def u32(*numbers):
    return struct.pack(f">{len(numbers)}I", *numbers)


def u64(*numbers):
    return struct.pack(f">{len(numbers)}Q", *numbers)


def opaque(data):
    return u32(len(data)) + data + bytes(-len(data) % 4)


class Refused(Exception):
    pass


class Client:
    def __init__(self):
        self.server = socket.create_connection(("127.0.0.1", 2049))
        self.call = 0
        self.sequence = 0
        reply = self.compound([(42, b"verifier" + opaque(b"client") + u32(0, 0, 0))])
        self.id, first = struct.unpack(">QI", reply[:12])
        channel = u32(0, 8192, 8192, 4096, 8, 1, 0)
        session = u64(self.id) + u32(first, 0) + channel + channel + u32(0x40000000, 1, 0)
        self.session = self.compound([(43, session)])[:16]
        self.operate([(58, u32(0))])

    def compound(self, operations):
        """What follows the status of the last operation."""
        self.call += 1
        credentials = u32(1, 20, 0, 0, 0, 0, 0, 0, 0)
        body = u32(self.call, 0, 2, 100003, 4, 1) + credentials + opaque(b"") + u32(1, len(operations))
        body += b"".join(u32(number) + arguments for number, arguments in operations)
        self.server.sendall(u32(0x80000000 | len(body)) + body)
        reply = self.read(struct.unpack(">I", self.read(4))[0] & 0x7FFFFFFF)
        # Call, reply, accepted, verifier, done.
        status, tag = struct.unpack(">II", reply[24:32])
        assert tag == 0, reply
        if status:
            raise Refused(status)
        results = reply[36:]
        if operations[0][0] == 53:
            # Its own result is of a fixed size, and so is PUTROOTFH's.
            results = results[44:]
            if operations[1][0] == 24:
                results = results[8:]
                if operations[2][0] == 15:
                    results = results[8:]
        return results[8:]

    def read(self, size):
        data = b""
        while len(data) < size:
            more = self.server.recv(size - len(data))
            assert more, "the server hung up"
            data += more
        return data

    def operate(self, operations):
        self.sequence += 1
        return self.compound([(53, self.session + u32(self.sequence, 0, 0, 0))] + operations)

    def at(self, name, operation):
        return self.operate([(24, b""), (15, opaque(name)), operation])

    def opened(self, name):
        arguments = u32(0, ACCESS_READ | NO_DELEGATION, 0) + u64(self.id) + opaque(b"owner")
        arguments += u32(0, 0) + opaque(name)
        while True:
            try:
                return self.operate([(24, b""), (18, arguments)])[:16]
            except Refused as refused:
                if refused.args[0] != GRACE:
                    raise
            time.sleep(1)

    def layout(self, name):
        arguments = u32(0, BLOCK_VOLUME, READ) + u64(0, 4096, 4096) + self.opened(name) + u32(4096)
        return self.at(name, (50, arguments))[4:20]

    def layout_commit(self, name, last):
        arguments = u64(0, last + 1) + u32(0) + self.layout(name)
        arguments += u32(1) + u64(last) + u32(0, BLOCK_VOLUME) + opaque(u32(0))
        self.at(name, (49, arguments))


def main():
    name, last = sys.argv[1].encode(), int(sys.argv[2])
    client = Client()
    try:
        client.layout_commit(name, last)
    except Refused as refused:
        print("NFS status", refused.args[0])
        return 1 if refused.args[0] == PERM else 2
    return 0


sys.exit(main())
