"""The whole kiosk in virtual time: the same reactor, drivers and emulators as the real machine, and a seed."""
