"""The chip card: PACE with the holder's PIN, secure messaging, and proof that the chip's data is genuine."""
