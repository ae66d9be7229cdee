"""ZMTP 3.0 by hand (rfc.zeromq.org/spec/23), to do on a socket what no library would do."""
import socket
import struct

MORE = True


def address(endpoint):
    host, port = endpoint.removeprefix('tcp://').rsplit(':', 1)
    return host, int(port)


def silent(endpoint, **options):
    """A connection that has not said a word."""
    return socket.create_connection(address(endpoint), **options)


def exactly(connection, size):
    got = b''
    while len(got) < size:
        piece = connection.recv(size - len(got))
        if not piece:
            raise ConnectionResetError('closed by the peer')
        got += piece
    return got


def connect(endpoint, kind, receive_buffer=None):
    """A connection after the handshake, as a socket of this kind (b'DEALER')."""
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(60)
    connection.connect(address(endpoint))
    connection.sendall(b'\xff' + bytes(8) + b'\x7f\x03\x00' + b'NULL'.ljust(20, b'\0') + bytes(32))
    exactly(connection, 64)
    ready = b'\x05READY\x0bSocket-Type' + struct.pack('>I', len(kind)) + kind
    connection.sendall(bytes([4, len(ready)]) + ready)
    exactly(connection, exactly(connection, 2)[1])
    return connection


def frame(body, more=False):
    if len(body) < 256:
        return bytes([more, len(body)]) + body
    return bytes([2 | more]) + struct.pack('>Q', len(body)) + body
