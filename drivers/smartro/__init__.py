"""SMARTRO TL3500/TL3600: the serial protocol of a Korean card terminal for kiosks."""
