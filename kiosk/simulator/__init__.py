"""The whole kiosk in virtual time: the same step, drivers and emulators as the real machine, and a seed."""
