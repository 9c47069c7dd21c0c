"""Stands between Terraform and a running AWS provider, and leaves out of its schema what no template writes.

At the start of every command Terraform asks for the schema of 1,600 kinds of things and takes seconds to read it; we
write a hundred of them. All else is passed on as it is. What is left out Terraform refuses by its name: a test may fail
for that, and cannot pass for it.

Run by itself, with the socket of the provider, a socket to make, and the kinds that are kept.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from functools import partial
from typing import Any

import grpc

_SCHEMA = "/tfplugin5.Provider/GetSchema"
_END = "/plugin.GRPCController/Shutdown"
_STREAM = "/plugin.GRPCBroker/StartStream"
_BY_KIND = {2, 3, 8, 9}
"""The fields of the answer that hold, by name, resources, data sources, ephemeral resources and lists of resources."""

_OF_ANY_SIZE = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def trimmed(schema: bytes, kinds: Collection[str]) -> bytes:
    """The message without the entries of other kinds."""
    kept = bytearray()
    at = 0
    while at < len(schema):
        tag, begin = _number(schema, at)
        assert tag & 7 == 2, "every field of this message has a length"
        length, begin = _number(schema, begin)
        if tag >> 3 not in _BY_KIND or _key(schema[begin : begin + length]) in kinds:
            kept += schema[at : begin + length]
        at = begin + length
    return bytes(kept)


def _number(message: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    number = shift = 0
    while True:
        number |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
        if message[at - 1] < 0x80:
            return number, at


def _key(entry: bytes) -> str:
    """Of an entry of a map the key comes first."""
    assert entry[0] == 1 << 3 | 2
    length, begin = _number(entry, 1)
    return entry[begin : begin + length].decode()


class _Between(grpc.GenericRpcHandler):
    def __init__(self, provider: grpc.aio.Channel, schema: bytes) -> None:
        self._provider, self._shortened = provider, schema

    def service(self, handler_call_details: Any) -> grpc.RpcMethodHandler:
        method = handler_call_details.method
        if method == _STREAM:
            return grpc.stream_stream_rpc_method_handler(_silent)
        answer: Callable[[bytes], Awaitable[bytes]] = self._provider.unary_unary(method)
        if method == _SCHEMA:
            answer = self._schema
        elif method == _END:
            # The provider goes on for the next command.
            answer = _nothing
        return grpc.unary_unary_rpc_method_handler(partial(_answered, answer))

    async def _schema(self, request: bytes) -> bytes:
        return self._shortened


async def _answered(
    answer: Callable[[bytes], Awaitable[bytes]], request: bytes, context: grpc.aio.ServicerContext[bytes, bytes]
) -> bytes:
    try:
        return await answer(request)
    except grpc.aio.AioRpcError as problem:
        return await context.abort(problem.code(), problem.details() or "")


async def _nothing(request: bytes) -> bytes:
    return b""


async def _silent(
    requests: AsyncIterator[bytes], context: grpc.aio.ServicerContext[bytes, bytes]
) -> AsyncIterator[bytes]:
    async for _ in requests:
        if False:
            yield b""


async def serve(provider: str, ours: str, kinds: Collection[str]) -> None:
    """Until standard input is closed."""
    server = grpc.aio.server(options=_OF_ANY_SIZE)
    async with grpc.aio.insecure_channel(f"unix:{provider}", _OF_ANY_SIZE) as channel:
        schema = trimmed(await channel.unary_unary(_SCHEMA)(b""), kinds)
        server.add_generic_rpc_handlers([_Between(channel, schema)])
        server.add_insecure_port(f"unix:{ours}")
        await server.start()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.read)
        await server.stop(None)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2], frozenset(sys.argv[3:])))
