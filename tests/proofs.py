"""How much of a long proof is run: a sample each time, which fails where the kiosk is wrong; all of it with ``PROOFS=whole`` (``make proofs``)."""

import os

WHOLE = os.environ.get("PROOFS") == "whole"


def of(whole: int, sample: int) -> int:
    """How many sessions, examples or points; as a stride, every how many-th."""
    return whole if WHOLE else sample
