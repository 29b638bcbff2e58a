"""Bytes to devices and back: one folder a protocol, and a bench of emulated devices."""
