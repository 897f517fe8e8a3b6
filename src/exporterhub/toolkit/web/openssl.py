"""Two things that OpenSSL can do and Python's ``ssl`` has no name for.

``ssl`` can ask for a client's certificate only together with verifying it (RequestClientCert and RequireAnyClientCert
do not), and can set one curve only before Python 3.15. Both are one call of libssl on the ``SSL_CTX`` that an
``SSLContext`` holds as the first field of its object (``PySSLContext`` in CPython's Modules/_ssl.c, since 3.6). Where
that cannot be done safely, the setting is refused, and nothing is pretended.
"""

from __future__ import annotations

import ctypes
import ssl
import sys
from typing import Any

from exporterhub.errors import BadInput

__all__ = ["accept_any_certificate", "set_groups"]

_SET_GROUPS_LIST = 92  # SSL_CTRL_SET_GROUPS_LIST in openssl/ssl.h
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)


def _accept(_store: int, _argument: int) -> int:
    return 1


_ACCEPT = _CALLBACK(_accept)  # must live as long as any context


def accept_any_certificate(context: ssl.SSLContext) -> None:
    """Take whatever certificate a client shows (``context.verify_mode`` says whether it must show one).

    Raises:
        BadInput: not with this Python.
    """
    library, pointer = _reach(context, "client_auth_type RequestClientCert and RequireAnyClientCert")
    function = library.SSL_CTX_set_cert_verify_callback
    function.argtypes, function.restype = (ctypes.c_void_p, _CALLBACK, ctypes.c_void_p), None
    function(pointer, _ACCEPT, None)


def set_groups(context: ssl.SSLContext, names: list[str]) -> None:
    """The curves for the key exchange, in order of preference.

    Raises:
        BadInput: several are given, and this Python can set one only.
    """
    if hasattr(context, "set_groups"):
        context.set_groups(":".join(names))
        return
    library, pointer = _reach(context, "curve_preferences")
    function = library.SSL_CTX_ctrl
    function.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_long, ctypes.c_char_p)
    function.restype = ctypes.c_long
    if function(pointer, _SET_GROUPS_LIST, 0, ":".join(names).encode()) != 1:
        raise BadInput(f"curve_preferences: OpenSSL refuses {', '.join(names)}")


def _reach(context: ssl.SSLContext, what: str) -> tuple[Any, ctypes.c_void_p]:
    """libssl as ``_ssl`` uses it, and the context's pointer, proven to be one of libssl's contexts."""
    refusal = BadInput(
        f"{what} cannot be set with this Python ({sys.implementation.name}, {ssl.OPENSSL_VERSION})",
        remedy="use RequireAndVerifyClientCert, and leave curve_preferences to OpenSSL",
    )
    if sys.implementation.name != "cpython":
        raise refusal
    try:
        library = ctypes.CDLL(getattr(sys.modules["_ssl"], "__file__", None))  # or the program itself
        library.OpenSSL_version_num.restype = ctypes.c_ulong
        same = library.OpenSSL_version_num() == ssl.OPENSSL_VERSION_NUMBER
        options = library.SSL_CTX_get_options
    except (KeyError, OSError, AttributeError):  # linked into the program, and not visible
        raise refusal from None
    pointer = ctypes.c_void_p.from_address(id(context) + object.__basicsize__)
    options.argtypes, options.restype = (ctypes.c_void_p,), ctypes.c_uint64
    if not same or not pointer or options(pointer) & 0xFFFFFFFF != context.options & 0xFFFFFFFF:
        raise refusal
    return library, pointer
