"""Gzip files of one table: unpacked in memory, never to more than an export may hold."""

from __future__ import annotations

import zlib

from goalposts.errors import Fault, Invalid, Unsupported
from goalposts.sources.limits import Limits

MARK = b"\x1f\x8b"
_BLOCK = 1 << 20
_GZIP = 16 + zlib.MAX_WBITS
_ARCHIVES = (b"PK\x03\x04", MARK)


def unpack(data: bytes, limits: Limits) -> bytes:
    """The bytes inside a gzip file, all its members one after the other.

    Raises Invalid for a damaged file and for one that unpacks to far more than an export, Unsupported where an archive
    is packed once more.
    """
    most = min(limits.unpacked, max(limits.ratio * len(data), limits.line))
    unpacked = bytearray()
    rest = data
    try:
        while rest.startswith(MARK):
            stream = zlib.decompressobj(_GZIP)
            while not stream.eof:
                block = stream.decompress(rest, _BLOCK)
                rest = stream.unconsumed_tail
                unpacked += block
                if len(unpacked) > most:
                    raise Invalid(f"The gzip file would unpack to more than {most / 1e6:,.0f} MB. It was not read.")
                if not block and not rest and not stream.eof:
                    raise zlib.error("it ends too early")
            rest = stream.unused_data
    except zlib.error as error:
        raise Invalid("The gzip file is damaged. Download it again.", [Fault(str(error))]) from error
    if unpacked.startswith(_ARCHIVES):
        raise Unsupported("An archive inside a gzip file is not read. Unpack it first.")
    return bytes(unpacked)
