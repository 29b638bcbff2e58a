"""Whether a paper is genuine, from what somebody hands in: a PDF, a scan or a photograph. Pure: bytes in, a finding out.

Who hands it in may be its forger, so `kiosk.commands.bounded` runs this in a process that can do nothing and does not last.
"""
