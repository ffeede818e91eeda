"""Messages between this process and its workers: a JSON object and bytes, each led by its length.

JSON, never pickle: what looks at hostile files may have been taken over by one, and must not run code where it answers.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

if TYPE_CHECKING:
    from io import FileIO

    from eligibility.measurement import Measurement

WORKER: Final = "eligibility.worker"
"""The module that a worker process runs."""
LARGEST_MESSAGE: Final = 16 << 20
"""Bytes of a message's JSON."""
LARGEST_PICTURE: Final = 512 << 20
"""Bytes that may come with an answer: the pixels of one page."""

_LENGTHS: Final = struct.Struct(">QQ")

Message = Mapping[str, Any]


def send(file: FileIO, message: Message, data: bytes = b"") -> None:
    """Write one message."""
    text = json.dumps(message).encode()
    for part in (_LENGTHS.pack(len(text), len(data)) + text, data):
        rest = memoryview(part)
        while rest:
            rest = rest[file.write(rest) :]


def receive(file: FileIO, largest: int) -> tuple[Message, bytes]:
    """Read one message with at most `largest` bytes; raise `EOFError` if there is none, `ValueError` if it is none of ours."""
    text_length, data_length = _LENGTHS.unpack(_exactly(file, _LENGTHS.size))
    if text_length > LARGEST_MESSAGE or data_length > largest:
        raise ValueError
    text = _exactly(file, text_length)
    data = _exactly(file, data_length)
    try:
        message: object = json.loads(text)
    except RecursionError:
        message = None
    if not isinstance(message, dict):
        raise ValueError  # noqa: TRY004 - the bytes are at fault, not a caller
    return message, bytes(data)


def _exactly(file: FileIO, size: int) -> bytearray:
    data = bytearray()
    while len(data) < size:
        piece = file.read(min(size - len(data), 1 << 20))
        if not piece:
            raise EOFError
        data += piece
    return data


def adapter(kind: type[Measurement]) -> TypeAdapter[Any]:
    """Return what turns measurements of type `kind` into JSON and back; made once."""
    made = _adapters.get(kind)
    if made is None:
        made = _adapters[kind] = TypeAdapter(kind)
    return made


_adapters: Final[dict[object, TypeAdapter[Any]]] = {}
