"""A web of 2,000 pages on every loopback address: each page links to twenty of its host, and out.

Prints its port. Every seventh host is slow, every eleventh answers 503 now and then.
"""
import asyncio
import zlib

PAGES = 2000


def page(host: str, number: int) -> bytes:
    links = "".join(
        f'<a href="/p{(number * 7 + i * 13) % PAGES}">page {i} of {number % 97}</a> some words\n'
        for i in range(1, 21))
    return (f"<html><title>{host} {number}</title><p>{links}"
            f'<a href="http://outside.example/{number}">out</a></html>').encode()


async def answer(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            path = head.split(b" ", 2)[1].decode()
            host = writer.get_extra_info("sockname")[0]
            kind = zlib.crc32(host.encode())
            if kind % 7 == 0:
                await asyncio.sleep(0.5)
            status, body = "404 Not Found", b"none"
            if path == "/" or path.startswith("/p"):
                status, body = "200 OK", page(host, int(path[2:] or 0))
            if kind % 11 == 0 and zlib.crc32(path.encode()) % 5 == 0:
                status, body = "503 Busy", b"later"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Type: text/html\r\n"
                         f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main():
    server = await asyncio.start_server(answer, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
