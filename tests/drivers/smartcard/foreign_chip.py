"""The chip's end of PACE, and the terminal's of chip authentication, by a foreign program: OpenPACE's library (Debian: libeac3), called as its headers say. No line of it is ours."""

from __future__ import annotations

import ctypes
from functools import cache

from drivers.smartcard.chip_authentication import Agreement
from drivers.smartcard.pace import Protocol

LIBRARY = "libeac.so.3"
_PACE, _CHIP_AUTHENTICATION = 0, 1
"""``EAC_ID_PACE``, ``EAC_ID_CA``: whose keys are used for secure messaging."""
_AGREEMENTS = {
    1: "NID_id_CA_ECDH_3DES_CBC_CBC",
    2: "NID_id_CA_ECDH_AES_CBC_CMAC_128",
    3: "NID_id_CA_ECDH_AES_CBC_CMAC_192",
    4: "NID_id_CA_ECDH_AES_CBC_CMAC_256",
}
"""By the cipher's number."""


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
        ("EAC_CTX_init_ca", number, (context, number, number)),
        ("CA_set_key", number, (context, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t)),
        ("CA_STEP4_compute_shared_secret", number, (context, _Pointer)),
        ("CA_STEP6_derive_keys", number, (context, _Pointer, _Pointer)),
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
        return _encrypted(self._context, _PACE, counter, padded)


def _encrypted(context: int, whose: int, counter: int, padded: bytes) -> bytes:
    """As secure messaging encrypts a message with this number."""
    assert library().EAC_CTX_set_encryption_ctx(context, whose) == 1
    assert library().EAC_set_ssc(context, counter) == 1
    return _taken(library().EAC_encrypt(context, _given(padded)))


class ForeignTerminal:
    """Chip authentication of version 2 with a nonce of no bytes, which is version 1: the keys come from the secret alone. In version 2 the
    chip shows by a token that it has them, too; so this end can be asked whether it has the same.
    """

    def __init__(self, agreement: Agreement, own: int) -> None:
        """``own``: its ephemeral private key; ``agreement`` is with the chip's public one."""
        domain = agreement.domain
        self._library, self._context = library(), library().EAC_CTX_new()
        kind = ctypes.c_int.in_dll(self._library, _AGREEMENTS[agreement.suite.suffix]).value
        assert self._library.EAC_CTX_init_ca(self._context, kind, domain.number) == 1
        private, public = own.to_bytes(domain.size), domain.encode(domain.generator * own)
        assert self._library.CA_set_key(self._context, private, len(private), public, len(public)) == 1
        cards = _given(domain.encode(agreement.public))
        assert self._library.CA_STEP4_compute_shared_secret(self._context, cards) == 1

    def close(self) -> None:
        self._library.EAC_CTX_clear_free(self._context)

    def accepts(self, token: bytes) -> bool:
        """Whether this was made with the key for MACs, over its own public key."""
        return bool(self._library.CA_STEP6_derive_keys(self._context, _given(b""), _given(token)) == 1)

    def encrypted(self, counter: int, padded: bytes) -> bytes:
        return _encrypted(self._context, _CHIP_AUTHENTICATION, counter, padded)
