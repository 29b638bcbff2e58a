"""The chip's end of PACE by a foreign program: OpenPACE's library (Debian: libeac3), called as its headers say. No line of it is ours."""

from __future__ import annotations

import ctypes
from functools import cache

from drivers.smartcard.pace import Protocol

LIBRARY = "libeac.so.3"
_PACE = 0
"""``EAC_ID_PACE``: whose keys are used for secure messaging."""


class _Buffer(ctypes.Structure):
    """OpenSSL's ``BUF_MEM``."""

    _fields_ = (
        ("length", ctypes.c_size_t), ("data", ctypes.c_void_p), ("max", ctypes.c_size_t), ("flags", ctypes.c_ulong),
    )  # fmt: skip


_Pointer = ctypes.POINTER(_Buffer)


@cache
def library() -> ctypes.CDLL:
    found = ctypes.CDLL(LIBRARY)
    context, secret, number = ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int
    for name, result, arguments in (
        ("EAC_init", None, ()),
        ("EAC_CTX_new", context, ()),
        ("EAC_CTX_clear_free", None, (context,)),
        ("EAC_CTX_init_ef_cardaccess", number, (ctypes.c_char_p, ctypes.c_size_t, context)),
        ("PACE_SEC_new", secret, (ctypes.c_char_p, ctypes.c_size_t, number)),
        ("PACE_SEC_clear_free", None, (secret,)),
        ("PACE_STEP1_enc_nonce", _Pointer, (context, secret)),
        ("PACE_STEP3A_generate_mapping_data", _Pointer, (context,)),
        ("PACE_STEP3A_map_generator", number, (context, _Pointer)),
        ("PACE_STEP3B_generate_ephemeral_key", _Pointer, (context,)),
        ("PACE_STEP3B_compute_shared_secret", number, (context, _Pointer)),
        ("PACE_STEP3C_derive_keys", number, (context,)),
        ("PACE_STEP3D_compute_authentication_token", _Pointer, (context, _Pointer)),
        ("PACE_STEP3D_verify_authentication_token", number, (context, _Pointer)),
        ("EAC_CTX_set_encryption_ctx", number, (context, number)),
        ("EAC_set_ssc", number, (context, ctypes.c_ulong)),
        ("EAC_encrypt", _Pointer, (context, _Pointer)),
    ):
        function = getattr(found, name)
        function.restype, function.argtypes = result, arguments
    found.EAC_init()
    return found


def _given(data: bytes) -> _Buffer:
    kept = ctypes.create_string_buffer(data, len(data))
    buffer = _Buffer(len(data), ctypes.cast(kept, ctypes.c_void_p).value, len(data), 0)
    buffer.kept = kept
    return buffer


def _taken(pointer: ctypes._Pointer[_Buffer]) -> bytes:
    assert pointer, "the foreign library refused"
    return ctypes.string_at(pointer.contents.data or 0, pointer.contents.length)


class ForeignChip:
    """Attributes:
    agreed: what the other end showed last was right.
    """

    def __init__(self, protocol: Protocol, secret: str, kind: int) -> None:
        """``kind``: of the secret, numbered as in MSE:Set AT."""
        self._library, access = library(), b"\x31" + bytes((len(protocol.info()),)) + protocol.info()
        self._context = self._library.EAC_CTX_new()
        assert self._library.EAC_CTX_init_ef_cardaccess(access, len(access), self._context) == 1
        self._secret = self._library.PACE_SEC_new(secret.encode(), len(secret), kind)
        self.agreed = False

    def close(self) -> None:
        self._library.PACE_SEC_clear_free(self._secret)
        self._library.EAC_CTX_clear_free(self._context)

    def encrypted_nonce(self) -> bytes:
        return _taken(self._library.PACE_STEP1_enc_nonce(self._context, self._secret))

    def mapping_data(self) -> bytes:
        return _taken(self._library.PACE_STEP3A_generate_mapping_data(self._context))

    def map(self, others: bytes) -> None:
        assert self._library.PACE_STEP3A_map_generator(self._context, _given(others)) == 1

    def public_key(self) -> bytes:
        return _taken(self._library.PACE_STEP3B_generate_ephemeral_key(self._context))

    def agree(self, others: bytes) -> None:
        assert self._library.PACE_STEP3B_compute_shared_secret(self._context, _given(others)) == 1
        assert self._library.PACE_STEP3C_derive_keys(self._context) == 1

    def judge(self, token: bytes) -> None:
        self.agreed = self._library.PACE_STEP3D_verify_authentication_token(self._context, _given(token)) == 1

    def token(self, others: bytes) -> bytes:
        return _taken(self._library.PACE_STEP3D_compute_authentication_token(self._context, _given(others)))

    def encrypted(self, counter: int, padded: bytes) -> bytes:
        """As secure messaging encrypts a message with this number."""
        assert self._library.EAC_CTX_set_encryption_ctx(self._context, _PACE) == 1
        assert self._library.EAC_set_ssc(self._context, counter) == 1
        return _taken(self._library.EAC_encrypt(self._context, _given(padded)))
